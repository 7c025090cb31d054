import type { Value } from '../../../../../../src/engine/onnx/ir/graph.ts';
import { ModelBuilder } from '../../../../../support/onnxModel.ts';

export interface TransformerOptions {
  /** What becomes the logits: the class token alone, the mean of all tokens, or the class token plus the largest of a patch. */
  readonly end: 'class' | 'mean' | 'both';
  /** How patches of 2x2 are cut; default: by a convolution. */
  readonly cut?: 'convolution' | 'reshape';
  /** Rows and columns of the image; default 8x8. */
  readonly size?: readonly [number, number];
}

const width = 6;

/**
 * One block with two heads and queries, keys and values from matrices of their own, 6 channels a token, a class token
 * first. Nodes: norm1, query, key, value, scores, weights, values, heads, attended, residual, norm2.
 */
export function smallTransformer({
  end,
  cut = 'convolution',
  size = [8, 8],
}: TransformerOptions): ModelBuilder {
  const builder = new ModelBuilder();
  const x = builder.input('x', [{ perImage: 1 }, 3, ...size]);
  const [rows, columns] = [size[0] / 2, size[1] / 2];
  const patches = cuts[cut](builder, x, rows, columns);
  const count = rows * columns + 1;
  const tokens = builder.node('Concat', 'tokens', [classTokens(builder, patches), patches], { axis: 1 });
  const block = normalised(builder, 'norm2', attended(builder, tokens, count));
  const pooled = ends[end](builder, block);
  const flat = builder.node('Flatten', 'flat', [pooled], { axis: 1 });
  return builder.gives(builder.node('Gemm', 'head', [flat, builder.floats('classes', [width, 5], 3)]));
}

type End = (builder: ModelBuilder, block: Value) => Value;

const ends: Readonly<Record<TransformerOptions['end'], End>> = {
  class: (builder, block) => builder.node('Gather', 'pick', [block, builder.ints('first', [0])], { axis: 1 }),
  mean: (builder, block) =>
    builder.node('ReduceMean', 'mean', [block, builder.ints('axes', [1])], { keepdims: 1 }),
  both(builder, block) {
    const bounds = [builder.ints('from', [1]), builder.ints('to', [1000]), builder.ints('along', [1])];
    const patches = builder.node('Slice', 'rest', [block, ...bounds]);
    const auxiliary = builder.node('MatMul', 'aux', [patches, builder.floats('aux.weight', [width, width])]);
    const largest = builder.node('ReduceMax', 'max', [auxiliary, builder.ints('axes', [1])], { keepdims: 1 });
    return builder.node('Add', 'sum', [ends.class(builder, block), largest]);
  },
};

type Cut = (builder: ModelBuilder, x: Value, rows: number, columns: number) => Value;

const cuts: Readonly<Record<'convolution' | 'reshape', Cut>> = {
  convolution(builder, x, rows, columns) {
    const kernel = { kernel_shape: [2, 2], strides: [2, 2] };
    const map = builder.node('Conv', 'patches', [x, builder.floats('filters', [width, 3, 2, 2])], kernel);
    const flat = builder.node('Reshape', 'row', [map, builder.ints('rowed', [0, width, rows * columns])]);
    return builder.node('Transpose', 'turned', [flat], { perm: [0, 2, 1] });
  },
  reshape(builder, x, rows, columns) {
    const apart = builder.node('Reshape', 'apart', [x, builder.ints('parts', [0, 3, rows, 2, columns, 2])]);
    const sorted = builder.node('Transpose', 'sorted', [apart], { perm: [0, 2, 4, 3, 5, 1] });
    const flat = builder.node('Reshape', 'row', [sorted, builder.ints('rowed', [0, rows * columns, 12])]);
    return builder.node('MatMul', 'patches', [flat, builder.floats('filters', [12, width])]);
  },
};

/** [n, 1, C] */
function classTokens(builder: ModelBuilder, patches: Value): Value {
  const batch = builder.node('Shape', 'batch', [patches], { start: 0, end: 1 });
  const shape = builder.node('Concat', 'shape', [batch, builder.ints('rest', [1, width])], { axis: 0 });
  return builder.node('Expand', 'class', [builder.floats('token', [1, 1, width]), shape]);
}

function attended(builder: ModelBuilder, tokens: Value, count: number): Value {
  const input = normalised(builder, 'norm1', tokens);
  const part = (name: string, perm: readonly number[]): Value => {
    const product = builder.node('MatMul', name, [input, builder.floats(`${name}.weight`, [width, width])]);
    const heads = builder.node('Reshape', `${name} heads`, [
      product,
      builder.ints(`${name}.shape`, [0, count, 2, 3]),
    ]);
    return builder.node('Transpose', `${name} turned`, [heads], { perm });
  };
  const scores = builder.node('MatMul', 'scores', [part('query', [0, 2, 1, 3]), part('key', [0, 2, 3, 1])]);
  const weights = builder.node('Softmax', 'weights', [scores], { axis: -1 });
  const values = builder.node('MatMul', 'values', [weights, part('value', [0, 2, 1, 3])]);
  const heads = builder.node('Transpose', 'heads', [values], { perm: [0, 2, 1, 3] });
  const joined = builder.node('Reshape', 'attended', [heads, builder.ints('joined', [0, count, width])]);
  return builder.node('Add', 'residual', [tokens, joined]);
}

const normalised = (builder: ModelBuilder, name: string, tokens: Value): Value =>
  builder.node('LayerNormalization', name, [tokens, builder.floats(`${name}.weight`, [width], 5)], {
    axis: -1,
  });
