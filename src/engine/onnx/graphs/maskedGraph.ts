import { fixedDim, shapeOf } from '../grad/dims.ts';
import { intAttribute, intsAttribute, OpBuilder, stringAttribute } from '../grad/opBuilder.ts';
import { Graph, type Value } from '../ir/graph.ts';
import { copyNodes, type Mapping } from './copy.ts';
import { newInput } from './newInput.ts';

/** Keeps a flat map from dividing by zero. */
const maskEpsilon = 1e-8;

export interface MaskedGraph {
  readonly graph: Graph;
  /** The normalised image, [1, C, H, W]. */
  readonly image: Value;
  /** Raw activations, [m, 1, h, w], h and w of any size. */
  readonly maps: Value;
  /** Class indices, int64 [c]. */
  readonly classes: Value;
  /** [m, c] */
  readonly scores: Value;
}

/** Logits of one image under m masks: upsample, scale to 0..1, multiply, and the whole network behind it (ScoreCAM). */
export function maskedGraph(model: Graph): MaskedGraph {
  const graph = new Graph();
  const input = model.inputs[0]!;
  const image = newInput(graph, 'image', [1, ...shapeOf(input).slice(1)]);
  const maps = newInput(graph, 'maps', null);
  const classes = newInput(graph, 'classes', null, 'int64');
  const op = new OpBuilder(graph, 'mask');
  const mapping: Mapping = new Map([[input, op.mul(image, masks(maps, input, op))]]);
  copyNodes(graph, model.nodes, mapping);
  const logits = mapping.get(model.outputs[0]!)!;
  const scores = op.emit('Gather', [logits, classes], null, { axis: intAttribute(1) });
  graph.outputs = [scores];
  return { graph, image, maps, classes, scores };
}

/**
 * (U - min U) / (max U - min U + 1e-8), U = maps upsampled to the input's size, bilinear with aligned corners; each map
 * by its own minimum and maximum. A flat map gives zeros: the rounding of the upsampling must not become a mask.
 * [m, 1, H, W]
 */
function masks(maps: Value, input: Value, op: OpBuilder): Value {
  const [rows, columns] = [fixedDim(input, 2), fixedDim(input, 3)];
  const [count] = shapeOf(input);
  const upsampled = op.emit(
    'Resize',
    [maps, null, null, op.ints('size', [rows, columns])],
    [count!, 1, rows, columns],
    {
      axes: intsAttribute([2, 3]),
      mode: stringAttribute('linear'),
      coordinate_transformation_mode: stringAttribute('align_corners'),
    },
  );
  const extreme = (opType: 'ReduceMin' | 'ReduceMax', of: Value): Value =>
    op.emit(opType, [of, op.ints('axes', [1, 2, 3])], [count!, 1, 1, 1], { keepdims: intAttribute(1) });
  const minimum = extreme('ReduceMin', upsampled);
  const span = op.add(op.sub(extreme('ReduceMax', upsampled), minimum), op.scalar(maskEpsilon));
  const isNotFlat = op.sign(op.sub(extreme('ReduceMax', maps), extreme('ReduceMin', maps)));
  return op.mul(op.sub(upsampled, minimum), op.div(isNotFlat, span));
}
