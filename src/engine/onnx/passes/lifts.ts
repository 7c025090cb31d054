/**
 * What changed in an operation's form up to opset 20, by operation, oldest change first.
 * @source https://github.com/onnx/onnx/blob/main/docs/Changelog.md
 */
import { CamlineError } from '../../../errors.ts';
import type { Attribute, Constant, Graph, Node, Value } from '../ir/graph.ts';
import { integersConstant } from '../ir/integers.ts';
import { floatsConstant } from './hoistConstants.ts';
import { rewrite } from './rewrite.ts';

export interface Lift {
  /** Graphs of an older opset need it; Infinity for every graph. */
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
  MaxPool: [{ below: Infinity, lift: dropStorageOrder }],
  Pad: [{ below: 11, lift: attributesToInputs({ pads: 1, value: 2 }) }],
  Slice: [{ below: 10, lift: attributesToInputs({ starts: 1, ends: 2, axes: 3 }) }],
  Dropout: [{ below: 12, lift: (_graph, node) => void node.attributes.delete('ratio') }],
  BatchNormalization: [{ below: 9, lift: dropSpatial }],
  Split: [
    { below: 13, lift: attributesToInputs({ split: 1 }) },
    { below: 18, lift: countOutputs },
  ],
  DFT: [{ below: 20, lift: attributesToInputs({ axis: 2 }) }],
  GridSample: [{ below: 20, lift: renameModes }],
  Hardmax: [{ below: 13, lift: flattenAround }],
  Resize: [{ below: 11, lift: asymmetric }],
  Scatter: [{ below: 11, lift: scatterElements }],
  Softmax: [{ below: 13, lift: flattenAround }],
  TopK: [{ below: 10, lift: countToInput }],
  LogSoftmax: [{ below: 13, lift: flattenAround }],
  Upsample: [
    { below: 9, lift: attributesToInputs({ scales: 1 }) },
    { below: 10, lift: asymmetric },
  ],
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
  if (attribute.kind === 'int') return integersConstant([attribute.value], []);
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

/** It says how the places of maxima are counted, which nobody reads here; gradients add an output with them, row by row. */
function dropStorageOrder(_graph: Graph, node: Node): void {
  node.attributes.delete('storage_order');
}

/** Without a `split` input the parts are equal; from opset 18 on their number is said. */
function countOutputs(_graph: Graph, node: Node): void {
  if (node.input(1) === null) node.attributes.set('num_outputs', { kind: 'int', value: node.outputs.length });
}

/** Before opset 13 all axes from `axis` on were one: flatten, apply along the last axis, shape back. */
function flattenAround(graph: Graph, node: Node): void {
  const axis = node.int('axis', 1);
  if (axis === -1) {
    node.attributes.set('axis', { kind: 'int', value: -1 });
    return;
  }
  const input = node.input(0);
  rewrite(graph, node, (to) => {
    const applied = to.op(node.opType, [to.op('Flatten', [input], { axis })], { axis: -1 });
    return to.op('Reshape', [applied, to.op('Shape', [input])]);
  });
}

/** K becomes an input of one element. */
function countToInput(graph: Graph, node: Node): void {
  const count = graph.constant(`${node.name}/k`, integersConstant([node.int('k', 1)]));
  node.attributes.delete('k');
  graph.setInput(node, 1, count);
}

function renameModes(_graph: Graph, node: Node): void {
  const mode = node.string('mode', 'bilinear');
  node.attributes.set('mode', { kind: 'string', value: sampleModes[mode] ?? mode });
}

const sampleModes: Readonly<Record<string, string>> = { bilinear: 'linear', bicubic: 'cubic' };

function scatterElements(graph: Graph, node: Node): void {
  rewrite(graph, node, (to) => to.op('ScatterElements', node.inputs, { axis: node.int('axis', 0) }));
}

/**
 * The only way of resizing before opset 11: y at its place times the scale; the nearest element is rounded down along axes that
 * grow, up along those that shrink. Where one operation does both, two follow each other.
 */
function asymmetric(graph: Graph, node: Node): void {
  const mode = node.string('mode', 'nearest');
  const scales = scalesOf(node.input(1));
  const [shrinks, grows] = [scales.some((scale) => scale < 1), scales.some((scale) => scale > 1)];
  rewrite(graph, node, (to) => {
    const resized = (x: Value | null, by: Value | null, nearest: string): Value =>
      to.op('Resize', [x, null, by], {
        mode: mode === 'bilinear' ? 'linear' : mode,
        coordinate_transformation_mode: 'asymmetric',
        nearest_mode: nearest,
      });
    if (mode !== 'nearest' || !(shrinks && grows))
      return resized(node.input(0), node.input(1), shrinks ? 'ceil' : 'floor');
    const part = (limit: (scale: number, one: number) => number): Value =>
      graph.constant(`${node.name}/scales`, floatsConstant(scales.map((scale) => limit(scale, 1))));
    return resized(resized(node.input(0), part(Math.min), 'ceil'), part(Math.max), 'floor');
  });
}

/** Empty where they are computed. */
function scalesOf(scales: Value | null): readonly number[] {
  const constant = scales?.constant ?? null;
  return constant === null ? [] : [...new Float32Array(Uint8Array.from(constant.bytes).buffer)];
}
