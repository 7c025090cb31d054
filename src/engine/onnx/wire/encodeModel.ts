import { create, toBinary, type MessageInitShape } from '@bufbuild/protobuf';
import {
  AttributeProto_AttributeType as Type,
  ModelProtoSchema,
  type AttributeProtoSchema,
  type GraphProtoSchema,
  type NodeProtoSchema,
  type TensorProtoSchema,
  type ValueInfoProtoSchema,
} from 'onnx-buf';
import { CamlineError } from '../../../errors.ts';
import { allNodes, constantsOf } from '../ir/allValues.ts';
import type { Attribute, Constant, Dim, Graph, Node, Value } from '../ir/graph.ts';
import { dataTypeOf } from './dataTypes.ts';
import { inside, type Placing } from './weightFiles.ts';

/** The format's own version; 10 came with opset 20 and later ones are read alike. */
const irVersion = 10n;

/**
 * ONNX bytes of `graph`. Throws MODEL_TOO_LARGE where they exceed what a message can hold.
 *
 * @param place where constants go; default: into the message
 */
export function encodeModel(graph: Graph, opset: number, place = inside): Uint8Array {
  const content = new Writer(place).contentOf(graph, ownName);
  const model = create(ModelProtoSchema, {
    irVersion,
    producerName: 'camline',
    opsetImport: [{ domain: '', version: BigInt(opset) }, ...otherDomains(graph)],
    graph: {
      ...content,
      input: graph.inputs.map(valueInfoOf),
      valueInfo: computedShapes(graph).map(valueInfoOf),
    },
  });
  try {
    return toBinary(ModelProtoSchema, model);
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw cause;
    const message = `The graph does not fit into one ONNX message: ${cause.message}.`;
    throw new CamlineError('MODEL_TOO_LARGE', message, { cause });
  }
}

/**
 * Values between input and output whose shape is known. ONNX Runtime cannot follow the batch through a Reshape or a Resize;
 * where it does not know that both sides of an addition have the same one, it fuses no residual connection into a convolution.
 */
const computedShapes = (graph: Graph): Value[] =>
  graph.nodes
    .flatMap((node) => node.outputs)
    .filter((value) => value.type !== null && value.shape !== null && !graph.outputs.includes(value));

/** ONNX Runtime's own operations have one version. */
const otherDomains = (graph: Graph): { readonly domain: string; readonly version: bigint }[] =>
  [...new Set(allNodes(graph).map(({ domain }) => domain))]
    .filter((domain) => domain !== '')
    .map((domain) => ({ domain, version: 1n }));

/** The name under which a value stands in the message: its own, or in a branch the one that it has outside. */
type Naming = (value: Value) => string;

const ownName: Naming = ({ name }) => name;

type GraphContent = Exclude<MessageInitShape<typeof GraphProtoSchema>, { readonly $typeName: string }>;

class Writer {
  private readonly place: Placing;

  constructor(place: Placing) {
    this.place = place;
  }

  contentOf(graph: Graph, nameOf: Naming): GraphContent {
    return {
      name: 'graph',
      node: graph.nodes.map((node) => this.nodeOf(node, nameOf)),
      initializer: constantsOf(graph).map((value) => tensorOf(value.constant!, value.name, this.place)),
      output: graph.outputs.map((value) => ({ ...valueInfoOf(value), name: nameOf(value) })),
    };
  }

  private nodeOf(node: Node, nameOf: Naming): MessageInitShape<typeof NodeProtoSchema> {
    const captured = node.branches()[0]?.inputs.length ?? 0;
    return {
      name: node.name,
      opType: node.opType,
      domain: node.domain,
      input: node.inputs
        .slice(0, node.inputs.length - captured)
        .map((value) => (value === null ? '' : nameOf(value))),
      output: node.outputs.map(nameOf),
      attribute: [...node.attributes].map(([name, attribute]) =>
        attribute.kind === 'graph'
          ? {
              name,
              type: Type.GRAPH,
              g: this.contentOf(attribute.value, insideOf(node, attribute.value, nameOf)),
            }
          : attributeOf(name, attribute),
      ),
    };
  }
}

/** In a branch, its inputs are called what the node's inputs behind the condition are called outside. */
function insideOf(node: Node, branch: Graph, outside: Naming): Naming {
  const captured = node.inputs.slice(node.inputs.length - branch.inputs.length);
  const names = new Map(branch.inputs.map((input, index) => [input, outside(captured[index]!)]));
  return (value) => names.get(value) ?? value.name;
}

const utf8 = (text: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(text);

function attributeOf(
  name: string,
  attribute: Exclude<Attribute, { kind: 'graph' }>,
): MessageInitShape<typeof AttributeProtoSchema> {
  switch (attribute.kind) {
    case 'int':
      return { name, type: Type.INT, i: BigInt(attribute.value) };
    case 'float':
      return { name, type: Type.FLOAT, f: attribute.value };
    case 'string':
      return { name, type: Type.STRING, s: utf8(attribute.value) };
    case 'ints':
      return { name, type: Type.INTS, ints: attribute.value.map(BigInt) };
    case 'floats':
      return { name, type: Type.FLOATS, floats: [...attribute.value] };
    case 'strings':
      return { name, type: Type.STRINGS, strings: attribute.value.map(utf8) };
    case 'tensor':
      return { name, type: Type.TENSOR, t: tensorOf(attribute.value, name, inside) };
    case 'other':
      throw new CamlineError(
        'MODEL_UNSUPPORTED',
        `Attribute "${name}" is a ${attribute.value}, which cannot be written.`,
      );
    default:
      return attribute satisfies never;
  }
}

const tensorOf = (
  constant: Constant,
  name: string,
  place: Placing,
): MessageInitShape<typeof TensorProtoSchema> => ({
  name,
  dataType: dataTypeOf(constant.type),
  dims: constant.shape.map(BigInt),
  ...place(constant),
});

/** Type and shape as far as they are known: ONNX Runtime finds the rest itself. */
function valueInfoOf({ name, type, shape }: Value): MessageInitShape<typeof ValueInfoProtoSchema> {
  if (type === null) return { name };
  const elemType = dataTypeOf(type);
  const tensor = shape === null ? { elemType } : { elemType, shape: { dim: shape.map(dimOf) } };
  return { name, type: { value: { case: 'tensorType', value: tensor } } };
}

const dimOf = (dim: Dim) => ({
  value:
    typeof dim === 'number'
      ? { case: 'dimValue' as const, value: BigInt(dim) }
      : { case: 'dimParam' as const, value: dim.perImage === 1 ? 'n' : `${dim.perImage}n` },
});
