/** Maxima over windows. Among equal values the first one (row by row) counts, as in PyTorch. */
import type { Node, Value } from '../../ir/graph.ts';
import { product, shapeOf } from '../dims.ts';
import { inputOf, outputOf, type GradRules } from '../gradRule.ts';
import { intAttribute, intsAttribute, stringAttribute, type OpBuilder } from '../opBuilder.ts';

/** Where each maximum stands, as an index into all of x: a MaxPool's second output, added where it has none. */
function maximumIndices(pool: Node, op: OpBuilder): Value {
  const known = pool.outputs[1];
  if (known !== undefined) return known;
  const indices = op.graph.fresh(`${pool.name}/indices`);
  indices.type = 'int64';
  indices.shape = shapeOf(outputOf(pool));
  indices.producer = pool;
  pool.outputs.push(indices);
  return indices;
}

/** Zeros, with each dy added where its maximum stood: windows may overlap. */
function scattered(dy: Value, x: Value, indices: Value, op: OpBuilder): Value {
  const flat = (value: Value): Value => op.reshape(value, [product(shapeOf(value))]);
  const attributes = { axis: intAttribute(0), reduction: stringAttribute('add') };
  const zeros = flat(op.zerosLike(x));
  const added = op.emit('ScatterElements', [zeros, flat(indices), flat(dy)], shapeOf(zeros), attributes);
  return op.reshape(added, shapeOf(x));
}

export const maxPoolingRules: GradRules = {
  MaxPool: (dy, node, op) => [() => scattered(dy, inputOf(node, 0), maximumIndices(node, op), op)],

  /** A MaxPool with one window. */
  GlobalMaxPool: (dy, node, op) => [
    () => {
      const x = inputOf(node, 0);
      const kernel = intsAttribute(shapeOf(x).slice(2).map(Number));
      const maximum = op.emit('MaxPool', [x], shapeOf(dy), { kernel_shape: kernel });
      return scattered(dy, x, maximumIndices(maximum.producer!, op), op);
    },
  ],
};
