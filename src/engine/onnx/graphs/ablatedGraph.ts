import { fixedDim, shapeOf } from '../grad/dims.ts';
import { integersConstant } from '../ir/integers.ts';
import { intAttribute, OpBuilder } from '../grad/opBuilder.ts';
import { Graph, type Value } from '../ir/graph.ts';
import { addInput, copyNodes, type Mapping } from './copy.ts';
import type { Cut } from './cut.ts';
import { rowsPerImage } from './frontier.ts';
import { newInput } from './newInput.ts';

export interface AblatedGraph {
  readonly graph: Graph;
  /** From the tensors of the frontier to the inputs that stand for them, of one image. */
  readonly frontier: ReadonlyMap<Value, Value>;
  /** Channel that copy i lacks, int64 [m]. */
  readonly channels: Value;
  /** Class indices, int64 [c]. */
  readonly classes: Value;
  /** [m, c] */
  readonly scores: Value;
}

/**
 * The tail on m copies of one image's frontier, each with one channel of A set to zero (AblationCAM). The head is not run
 * again.
 *
 * @param channelAxis where the layer's tensor has its channels; all else of it is ablated together
 */
export function ablatedGraph(cut: Cut, channelAxis: 'second' | 'last'): AblatedGraph {
  const graph = new Graph();
  const op = new OpBuilder(graph, 'ablation');
  const mapping: Mapping = new Map();
  const frontier = new Map(cut.frontier.map((value) => [value, addOneImage(graph, value, mapping)]));
  const channels = newInput(graph, 'channels', [shapeOf(cut.layer)[0]!], 'int64');
  const classes = newInput(graph, 'classes', null, 'int64');
  for (const value of cut.frontier) {
    const image = mapping.get(value)!;
    const copies =
      value === cut.layer
        ? ablated(image, channelAxis === 'second' ? 1 : shapeOf(image).length - 1, channels, op)
        : repeated(image, value, channels, op);
    mapping.set(value, copies);
  }
  copyNodes(graph, cut.tail, mapping);
  const scores = op.emit('Gather', [mapping.get(cut.logits)!, classes], null, { axis: intAttribute(1) });
  graph.outputs = [scores];
  return { graph, frontier, channels, classes, scores };
}

/** A, of one image, times 0 at each copy's channel and 1 elsewhere: m copies. */
function ablated(layer: Value, axis: number, channels: Value, op: OpBuilder): Value {
  const count = fixedDim(layer, axis);
  const copies = shapeOf(channels)[0]!;
  const all = op.constant(
    'allChannels',
    integersConstant(
      Array.from({ length: count }, (_, channel) => channel),
      [1, count],
    ),
  );
  const isAblated = op.emit('Equal', [op.reshape(channels, [copies, 1]), all], [copies, count], {}, 'bool');
  const isKept = op.emit('Not', [isAblated], [copies, count]);
  const keep = op.emit('Cast', [isKept], [copies, count], { to: intAttribute(1) }, 'float32');
  const shape = shapeOf(layer).map((_, index) => (index === 0 ? copies : index === axis ? count : 1));
  return op.mul(layer, op.reshape(keep, shape));
}

/** `image`, of the frontier tensor `value`, once for each copy; tensors that all images share stay as they are. */
function repeated(image: Value, value: Value, channels: Value, op: OpBuilder): Value {
  const rows = rowsPerImage(value);
  if (rows === 'shared') return image;
  const rest = shapeOf(image).slice(1).map(Number);
  const copies = op.emit('Shape', [channels], [1]);
  const target = op.emit('Concat', [copies, op.ints('shape', [rows, ...rest])], [rest.length + 2], {
    axis: intAttribute(0),
  });
  const apart = op.reshape(image, [1, rows, ...rest]);
  const expanded = op.emit('Expand', [apart, target], [shapeOf(channels)[0]!, rows, ...rest]);
  return op.emit('Reshape', [expanded, op.ints('shape', [-1, ...rest])], shapeOf(value));
}

/** A graph input for the part of frontier tensor `value` that belongs to one image. */
function addOneImage(graph: Graph, value: Value, mapping: Mapping): Value {
  const rows = rowsPerImage(value);
  const input = addInput(graph, value, mapping);
  if (rows !== 'shared') input.shape = [rows, ...shapeOf(value).slice(1)];
  return input;
}
