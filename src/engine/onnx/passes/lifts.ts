/**
 * What changed in an operation's form up to opset 20, by operation, oldest change first.
 * @source https://github.com/onnx/onnx/blob/main/docs/Changelog.md
 */
import { CamlineError } from '../../../errors.ts';
import type { Attribute, Constant, Graph, Node } from '../ir/graph.ts';
import { integersConstant } from '../ir/integers.ts';
import { floatsConstant } from './hoistConstants.ts';

export interface Lift {
  /** Graphs of an older opset need it. */
  readonly below: number;
  readonly lift: (graph: Graph, node: Node) => void;
}

const reductions = [
  'ReduceL1',
  'ReduceL2',
  'ReduceLogSum',
  'ReduceLogSumExp',
  'ReduceMax',
  'ReduceMean',
  'ReduceMin',
  'ReduceProd',
  'ReduceSumSquare',
];

const axesBecomeInput = (below: number): Lift => ({ below, lift: attributesToInputs({ axes: 1 }) });

export const lifts: Readonly<Record<string, readonly Lift[]>> = {
  ...Object.fromEntries(reductions.map((opType) => [opType, [axesBecomeInput(18)]])),
  ReduceSum: [axesBecomeInput(13)],
  Squeeze: [axesBecomeInput(13)],
  Unsqueeze: [axesBecomeInput(13)],
  Clip: [{ below: 11, lift: attributesToInputs({ min: 1, max: 2 }) }],
  Pad: [{ below: 11, lift: attributesToInputs({ pads: 1, value: 2 }) }],
  Slice: [{ below: 10, lift: attributesToInputs({ starts: 1, ends: 2, axes: 3 }) }],
  Dropout: [{ below: 12, lift: (_graph, node) => void node.attributes.delete('ratio') }],
  BatchNormalization: [{ below: 9, lift: dropSpatial }],
  Split: [
    { below: 13, lift: attributesToInputs({ split: 1 }) },
    { below: 18, lift: countOutputs },
  ],
  Softmax: [{ below: 13, lift: flattenAround }],
  LogSoftmax: [{ below: 13, lift: flattenAround }],
  Upsample: [
    { below: 9, lift: attributesToInputs({ scales: 1 }) },
    { below: 10, lift: upsampleToResize },
  ],
};

/** Operations whose older forms are not lifted: the first opset that is read. */
export const oldestReadable: Readonly<Record<string, number>> = {
  Resize: 11,
  GridSample: 20,
  Hardmax: 13,
  Scatter: Infinity,
};

/** Operations that came or changed after opset 20: the opset from which on they are refused. */
export const newForms: Readonly<Record<string, number>> = {
  Attention: 23,
  GroupNormalization: 21,
  RMSNormalization: 23,
  RotaryEmbedding: 23,
  Swish: 24,
  TensorScatter: 24,
};

/** Attributes that became inputs at these positions; their values become constants. */
function attributesToInputs(positions: Readonly<Record<string, number>>): Lift['lift'] {
  return (graph, node) => {
    for (const [name, position] of Object.entries(positions)) {
      const attribute = node.attributes.get(name);
      if (attribute === undefined) continue;
      node.attributes.delete(name);
      graph.setInput(node, position, graph.constant(`${node.name}/${name}`, inputOf(attribute, node)));
    }
  };
}

function inputOf(attribute: Attribute, node: Node): Constant {
  if (attribute.kind === 'ints') return integersConstant(attribute.value);
  if (attribute.kind === 'float') return floatsConstant([attribute.value], []);
  if (attribute.kind === 'floats') return floatsConstant(attribute.value);
  throw new CamlineError(
    'MODEL_INVALID',
    `Node "${node.name}" (${node.opType}) has a ${attribute.kind} where a list or a float is expected.`,
  );
}

function dropSpatial(_graph: Graph, node: Node): void {
  if (node.int('spatial', 1) !== 1) {
    const message = `BatchNormalization "${node.name}" normalises each position on its own (spatial = 0), which newer opsets do not know.`;
    throw new CamlineError('MODEL_UNSUPPORTED', message);
  }
  node.attributes.delete('spatial');
}

/** Without a `split` input the parts are equal; from opset 18 on their number is said. */
function countOutputs(_graph: Graph, node: Node): void {
  if (node.input(1) === null) node.attributes.set('num_outputs', { kind: 'int', value: node.outputs.length });
}

/** Before opset 13 all axes from `axis` on were one: flatten, apply along the last axis, shape back. */
function flattenAround(graph: Graph, node: Node): void {
  const axis = node.int('axis', 1);
  node.attributes.set('axis', { kind: 'int', value: -1 });
  if (axis === -1) return;
  const { scopes } = node;
  const input = node.inputs[0]!;
  const output = node.outputs[0]!;
  const [flat, shape, applied] = ['flat', 'shape', 'applied'].map((part) =>
    graph.fresh(`${node.name}/${part}`),
  );
  const at = graph.nodes.indexOf(node);
  const attributes = { axis: { kind: 'int', value: axis } as const };
  graph.add(
    { opType: 'Flatten', name: `${node.name}/Flatten`, inputs: [input], attributes, scopes },
    [flat!],
    at,
  );
  graph.add({ opType: 'Shape', name: `${node.name}/Shape`, inputs: [input], scopes }, [shape!], at);
  graph.setInput(node, 0, flat!);
  node.outputs[0] = applied!;
  applied!.producer = node;
  const back = { opType: 'Reshape', name: `${node.name}/Reshape`, inputs: [applied!, shape!], scopes };
  graph.add(back, [output], at + 3);
}

function upsampleToResize(graph: Graph, node: Node): void {
  const mode = node.string('mode', 'nearest');
  const resized = {
    opType: 'Resize',
    name: node.name,
    inputs: [node.input(0), null, node.input(1)],
    scopes: node.scopes,
    attributes: {
      mode: { kind: 'string', value: mode === 'bilinear' ? 'linear' : mode },
      coordinate_transformation_mode: { kind: 'string', value: 'asymmetric' },
      nearest_mode: { kind: 'string', value: 'floor' },
    },
  } as const;
  const [output] = node.outputs;
  const at = graph.nodes.indexOf(node);
  graph.remove(new Set([node]));
  graph.add(resized, [output!], at);
}
