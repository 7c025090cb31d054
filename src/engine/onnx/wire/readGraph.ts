import {
  AttributeProto_AttributeType as Type,
  type AttributeProto,
  type GraphProto,
  type NodeProto,
  type TensorProto,
  type ValueInfoProto,
} from 'onnx-buf';
import { CamlineError } from '../../../errors.ts';
import { Graph, type Attribute, type Dim, type Value } from '../ir/graph.ts';
import { capturedBy, madeIn, subgraphsOf } from './captures.ts';
import { elementTypeOf } from './dataTypes.ts';
import { invalidModel } from './invalid.ts';
import { readAttribute } from './readAttribute.ts';
import { readTensor, type TensorSource } from './readTensor.ts';
import { moduleScopes } from './scopes.ts';
import { leadingTo, sortNodes } from './sortNodes.ts';

/** An input as the file declares it. */
export interface DeclaredInput {
  readonly name: string;
  /** A size, the name of a symbolic one, or null where nothing is said; the whole is null for an unknown rank. */
  readonly dims: readonly (number | string | null)[] | null;
}

export interface GraphContent {
  readonly graph: Graph;
  readonly inputs: readonly DeclaredInput[];
}

/** Checked: names are unique, everything that is read exists, nodes are sorted. Throws MODEL_INVALID. */
export function readGraph(proto: GraphProto, source: TensorSource): GraphContent {
  const constants = new Set(proto.initializer.map(({ name }) => name));
  // Files before IR 4 list their weights among the inputs as well.
  const inputs = proto.input.filter(({ name }) => !constants.has(name));
  const graph = new Graph();
  for (const input of inputs) {
    checkDims(input, source);
    graph.inputs.push(declaredValue(graph, input));
  }
  fill(graph, proto, source);
  return { graph, inputs: inputs.map((input) => ({ name: input.name, dims: declaredDims(input) })) };
}

/** @param captured names of outside that become the branch's inputs */
function readBranch(proto: GraphProto, captured: readonly string[], source: TensorSource): Graph {
  const graph = new Graph();
  graph.inputs.push(...captured.map((name) => graph.value(name)));
  fill(graph, proto, source);
  return graph;
}

function fill(graph: Graph, proto: GraphProto, source: TensorSource): void {
  refuseSparse(proto, source);
  checkNames(proto, graph.inputs, source);
  for (const tensor of proto.initializer) addConstant(graph, tensor, source);
  addNodes(graph, proto, source);
  graph.outputs = proto.output.map(({ name }) => graph.value(name));
}

function refuseSparse({ sparseInitializer }: GraphProto, { modelPath }: TensorSource): void {
  const [first] = sparseInitializer;
  if (first === undefined) return;
  throw new CamlineError(
    'MODEL_UNSUPPORTED',
    `${modelPath}: the weight "${first.values?.name ?? ''}" is a sparse tensor; dense ones are supported. ` +
      'Export the network with its weights as dense tensors.',
  );
}

/** Tensors that hold a graph's weights, in the order in which the file names them. */
export const tensorsOf = (proto: GraphProto): readonly TensorProto[] => [
  ...proto.initializer,
  ...proto.node.flatMap((node) => [
    ...node.attribute.map(({ t }) => t).filter((tensor) => tensor !== undefined),
    ...subgraphsOf(node).flatMap(tensorsOf),
  ]),
];

function checkNames(proto: GraphProto, inputs: readonly Value[], { modelPath }: TensorSource): void {
  if (inputs.some(({ name }) => name === '')) throw invalidModel(modelPath, 'one of its inputs has no name.');
  const known = new Set<string>();
  for (const name of [...inputs.map(({ name }) => name), ...madeIn(proto)]) {
    if (name !== '' && known.has(name))
      throw invalidModel(modelPath, `two things make the tensor "${name}".`);
    known.add(name);
  }
  for (const node of proto.node) {
    if (!node.output.some(Boolean))
      throw invalidModel(modelPath, `node "${node.name}" (${node.opType}) makes nothing.`);
    const missing = readsOf(node).find((name) => name !== '' && !known.has(name));
    if (missing === undefined) continue;
    throw invalidModel(
      modelPath,
      `node "${node.name}" (${node.opType}) reads "${missing}", which nothing makes.`,
    );
  }
  const output = proto.output.find(({ name }) => name === '' || !known.has(name));
  if (output !== undefined) throw invalidModel(modelPath, `nothing makes the output "${output.name}".`);
  if (proto.output.length === 0) throw invalidModel(modelPath, 'it has no output.');
}

const readsOf = (node: NodeProto): readonly string[] => [...node.input, ...capturedBy(node)];

function addConstant(graph: Graph, tensor: TensorProto, source: TensorSource): void {
  const value = graph.value(tensor.name);
  value.constant = readTensor(tensor, source);
  value.type = value.constant.type;
  value.shape = value.constant.shape;
}

function declaredValue(graph: Graph, input: ValueInfoProto): Value {
  const value = graph.value(input.name);
  const { type } = input;
  value.type = type?.value.case === 'tensorType' ? elementTypeOf(type.value.value.elemType) : null;
  value.shape = shapeOf(declaredDims(input));
  return value;
}

function declaredDims({ type }: ValueInfoProto): (number | string | null)[] | null {
  const shape = type?.value.case === 'tensorType' ? type.value.value.shape : undefined;
  if (shape === undefined) return null;
  return shape.dim.map(({ value }) => {
    if (value.case === 'dimValue') return Number(value.value);
    return value.case === 'dimParam' ? value.value : null;
  });
}

/** Exporters write -1 and 0 for a size that is open; anything below is damage. */
function checkDims(input: ValueInfoProto, { modelPath }: TensorSource): void {
  const wrong = declaredDims(input)?.find((dim) => typeof dim === 'number' && dim < -1);
  if (wrong !== undefined)
    throw invalidModel(modelPath, `its input "${input.name}" says a size of ${wrong}.`);
}

/** Only the first dimension may be open: it is the batch. */
function shapeOf(dims: readonly (number | string | null)[] | null): readonly Dim[] | null {
  if (dims === null) return null;
  const shape = dims.map((dim, axis) => {
    if (typeof dim === 'number' && dim > 0) return dim;
    return axis === 0 ? { perImage: 1 } : null;
  });
  return shape.includes(null) ? null : (shape as Dim[]);
}

/** Those that lead to an output: what lies beside the way is not read, whatever it is. */
function addNodes(graph: Graph, { node: nodes, output }: GraphProto, source: TensorSource): void {
  const wiring = nodes.map((node) => ({ inputs: readsOf(node), outputs: node.output.filter(Boolean) }));
  const sorted = sortNodes(wiring);
  if (sorted.kind === 'cycle') {
    const { name, opType } = nodes[sorted.node]!;
    throw invalidModel(source.modelPath, `node "${name}" (${opType}) waits for its own output.`);
  }
  const order = leadingTo(
    output.map(({ name }) => name),
    wiring,
    sorted.order,
  );
  for (const index of order) for (const name of wiring[index]!.outputs) graph.value(name);
  const scopes = moduleScopes(
    nodes.map(({ name, output, metadataProps }) => ({
      name,
      output: output[0] ?? '',
      nameScopes: nameScopes(metadataProps),
    })),
  );
  for (const index of order) addNode(graph, nodes[index]!, scopes[index]!, source);
}

const nameScopes = (metadata: NodeProto['metadataProps']): string | undefined =>
  metadata.find(({ key }) => key === 'pkg.torch.onnx.name_scopes')?.value;

function addNode(graph: Graph, node: NodeProto, scopes: readonly string[], source: TensorSource): void {
  const inputs = readsOf(node).map((name) => (name === '' ? null : graph.value(name)));
  // An output that nobody wants may be left out by an empty name; here every output has one.
  const outputs = node.output.map((name, index) =>
    name === '' ? graph.fresh(`${node.name || node.opType}:${index}`) : graph.value(name),
  );
  const attributes = Object.fromEntries(
    node.attribute.map((proto) => [proto.name, attributeOf(node, proto, source)]),
  );
  const domain = node.domain === 'ai.onnx' ? '' : node.domain;
  const name = node.name || `${node.opType}_${node.output[0] ?? ''}`;
  graph.add({ opType: node.opType, domain, name, inputs, attributes, scopes }, outputs);
}

function attributeOf(node: NodeProto, proto: AttributeProto, source: TensorSource): Attribute {
  if (proto.type === Type.GRAPH && proto.g !== undefined && node.opType === 'If') {
    return { kind: 'graph', value: readBranch(proto.g, capturedBy(node), source) };
  }
  const attribute = readAttribute(proto, source);
  if (attribute.kind !== 'other') return attribute;
  const name = `${source.modelPath}: operation ${node.opType} (node "${node.name}")`;
  if (loops.has(node.opType))
    throw new CamlineError(
      'MODEL_UNSUPPORTED',
      `${name} repeats a part of the network, which cannot be explained. Export it for one image size with its loops ` +
        'written out, as torch.onnx.export(..., dynamo=True) and torch.jit.trace do.',
    );
  throw new CamlineError(
    'MODEL_UNSUPPORTED',
    `${name} has a ${attribute.value} in attribute "${proto.name}", where numbers, texts or a dense tensor are supported. ` +
      'Export the network without it.',
  );
}

const loops: ReadonlySet<string> = new Set(['Loop', 'Scan', 'SequenceMap']);
