/** Calls of the functions that a model brings along, replaced by what they do; functions may call functions. */
import {
  AttributeProtoSchema,
  GraphProtoSchema,
  NodeProtoSchema,
  TensorProtoSchema,
  ValueInfoProtoSchema,
  type AttributeProto,
  type FunctionProto,
  type GraphProto,
  type ModelProto,
  type NodeProto,
} from 'onnx-buf';
import { CamlineError } from '../../../errors.ts';
import { edited } from './edited.ts';
import { invalidModel } from './invalid.ts';

/** A few lines of functions that call each other twice could stand for any number of operations. */
const mostNodes = 200_000;
/** Functions within functions: exporters write two or three. */
const deepest = 24;
/** Of the names that inlining makes, all together: names of functions within functions grow. */
const mostNameLength = 2 ** 27;

/**
 * The nodes without calls of the model's functions. Throws MODEL_INVALID for a function that calls itself,
 * MODEL_UNSUPPORTED for one of another opset than the model's, MODEL_TOO_LARGE for more operations than any network has.
 */
export function inlineFunctions(model: ModelProto, nodes: readonly NodeProto[], path: string): NodeProto[] {
  if (model.functions.length === 0) return [...nodes];
  return new Inliner(model, path).expanded(nodes, []);
}

const standardDomain = (domain: string): string => (domain === 'ai.onnx' ? '' : domain);

/** "domain::name:overload": what a call and its function have in common. */
const keyOf = (domain: string, name: string, overload: string): string =>
  `${standardDomain(domain)}::${name}:${overload}`;

class Inliner {
  private readonly functions: ReadonlyMap<string, FunctionProto>;
  private readonly model: ModelProto;
  private readonly path: string;
  private calls = 0;
  private nodes = 0;
  private nameLength = 0;

  constructor(model: ModelProto, path: string) {
    this.model = model;
    this.path = path;
    this.functions = new Map(
      model.functions.map((each) => [keyOf(each.domain, each.name, each.overload), each]),
    );
  }

  /** @param callers functions that are being expanded, outermost first */
  expanded(nodes: readonly NodeProto[], callers: readonly FunctionProto[]): NodeProto[] {
    return nodes.flatMap((node) => {
      const called = this.functions.get(keyOf(node.domain, node.opType, node.overload));
      if (called !== undefined) return this.call(node, called, callers);
      this.count(node);
      return [
        withGraphs(node, (graph) =>
          edited(GraphProtoSchema, graph, { node: this.expanded(graph.node, callers) }),
        ),
      ];
    });
  }

  private call(node: NodeProto, called: FunctionProto, callers: readonly FunctionProto[]): NodeProto[] {
    if (callers.includes(called))
      throw invalidModel(this.path, `its function "${called.name}" calls itself.`);
    if (callers.length >= deepest)
      throw invalidModel(this.path, `its functions call each other more than ${deepest} deep.`);
    this.checkOpset(called);
    this.count(node);
    const prefix = `${node.name || called.name}:${this.calls++}:`;
    this.countNames(prefix, called);
    const body = bodyOf(called, node, prefix);
    return this.expanded(body, [...callers, called]);
  }

  private count({ name }: NodeProto): void {
    if (++this.nodes <= mostNodes) return;
    throw new CamlineError(
      'MODEL_TOO_LARGE',
      `${this.path} has more than ${mostNodes} operations once its functions are inlined (at node "${name}").`,
    );
  }

  private countNames(prefix: string, { node }: FunctionProto): void {
    const names = node.reduce((sum, { input, output }) => sum + 1 + input.length + output.length, 0);
    this.nameLength += prefix.length * names;
    if (this.nameLength <= mostNameLength) return;
    throw new CamlineError(
      'MODEL_TOO_LARGE',
      `${this.path} has names that grow too long once its functions are inlined.`,
    );
  }

  private checkOpset({ name, domain, opsetImport }: FunctionProto): void {
    const versionIn = (imports: ModelProto['opsetImport']): bigint | undefined =>
      imports.find((each) => standardDomain(each.domain) === '')?.version;
    const [own, models] = [versionIn(opsetImport), versionIn(this.model.opsetImport)];
    if (own === undefined || own === models) return;
    throw new CamlineError(
      'MODEL_UNSUPPORTED',
      `${this.path} is written in opset ${models ?? 'unknown'}, its function "${domain}.${name}" in opset ${own}. ` +
        'Inline its functions with onnx.inliner.inline_local_functions, or export it with PyTorch 2.6 or later.',
    );
  }
}

/** What the call does: names inside get the call's prefix, inputs, outputs and attributes are the caller's. */
function bodyOf(called: FunctionProto, call: NodeProto, prefix: string): NodeProto[] {
  const given = new Map<string, string>();
  called.output.forEach((name, index) => given.set(name, call.output[index] || `${prefix}${name}`));
  called.input.forEach((name, index) => given.set(name, call.input[index] ?? ''));
  const rename = (name: string): string => (name === '' ? '' : (given.get(name) ?? prefix + name));
  const attributes = new Map(called.attributeProto.map((each) => [each.name, each]));
  for (const each of call.attribute) attributes.set(each.name, each);
  return called.node.map((node) => movedNode(node, { prefix, rename, attributes }));
}

interface Move {
  readonly prefix: string;
  readonly rename: (name: string) => string;
  /** Of the call, by the name that the function gives them. */
  readonly attributes: ReadonlyMap<string, AttributeProto>;
}

function movedNode(node: NodeProto, move: Move): NodeProto {
  const { prefix, rename, attributes } = move;
  const attribute = node.attribute.flatMap((each) => {
    if (each.refAttrName === '') return [each];
    const passed = attributes.get(each.refAttrName);
    return passed === undefined ? [] : [edited(AttributeProtoSchema, passed, { name: each.name })];
  });
  const moved = edited(NodeProtoSchema, node, {
    name: prefix + (node.name || node.opType),
    input: node.input.map(rename),
    output: node.output.map(rename),
    attribute,
  });
  return withGraphs(moved, (graph) => movedGraph(graph, move));
}

const movedGraph = (graph: GraphProto, move: Move): GraphProto => {
  const { rename } = move;
  return edited(GraphProtoSchema, graph, {
    node: graph.node.map((node) => movedNode(node, move)),
    initializer: graph.initializer.map((each) =>
      edited(TensorProtoSchema, each, { name: rename(each.name) }),
    ),
    input: graph.input.map((each) => edited(ValueInfoProtoSchema, each, { name: rename(each.name) })),
    output: graph.output.map((each) => edited(ValueInfoProtoSchema, each, { name: rename(each.name) })),
  });
};

function withGraphs(node: NodeProto, change: (graph: GraphProto) => GraphProto): NodeProto {
  if (!node.attribute.some(({ g }) => g !== undefined)) return node;
  const attribute = node.attribute.map((each) =>
    each.g === undefined ? each : edited(AttributeProtoSchema, each, { g: change(each.g) }),
  );
  return edited(NodeProtoSchema, node, { attribute });
}
