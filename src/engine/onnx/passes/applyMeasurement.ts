/** Writes what was measured into the graph: types, shapes, and constants for what never changes. */
import { CamlineError } from '../../../errors.ts';
import type { Constant, Dim, Graph, Value } from '../ir/graph.ts';
import type { SessionTensor } from '../sessions/session.ts';
import type { Measurement, Probe } from './measure.ts';
import { removeDead } from './removeDead.ts';

/**
 * Equal in every run: a number, or a constant. In proportion to the batch: `{ perImage }`.
 * Throws MODEL_UNSUPPORTED for a dimension that does neither.
 */
export function applyMeasurement(graph: Graph, { types, probes }: Measurement): boolean {
  for (const value of graph.nodes.flatMap((node) => node.outputs)) {
    value.type = types.get(value.name) ?? null;
    value.shape = shapeAcross(value, probes);
  }
  const kept = restoredWeights(graph);
  const constants = [...probes[0]!.values.keys()].filter(
    (name) => !kept.has(name) && isConstant(name, probes),
  );
  for (const name of constants)
    graph.makeConstant(graph.value(name), toConstant(probes[0]!.values.get(name)!));
  return removeDead(graph) || constants.length > 0;
}

/**
 * Weights that the file holds as integers stay so: ONNX Runtime computes a quantised layer with integers only where it sees
 * them, and float32 sums that round to another integer here and there move a score by a step of 2 %.
 */
const restoredWeights = (graph: Graph): ReadonlySet<string> =>
  new Set(
    graph.nodes
      .filter(({ opType }) => opType === 'DequantizeLinear')
      .flatMap(({ outputs }) => outputs.map(({ name }) => name)),
  );

function shapeAcross(value: Value, probes: readonly Probe[]): readonly Dim[] {
  const shapes = probes.map(
    ({ shapes, values }) => shapes.get(value.name) ?? values.get(value.name)?.shape ?? [],
  );
  if (shapes.some((shape) => shape.length !== shapes[0]!.length)) throw irregular(value, shapes);
  return shapes[0]!.map((_, axis) => {
    const dim = dimAcross(
      shapes.map((shape) => shape[axis]!),
      probes.map(({ batch }) => batch),
    );
    if (dim === null) throw irregular(value, shapes);
    return dim;
  });
}

/** One dimension at several batch sizes; null where it neither stays nor grows in proportion. */
export function dimAcross(sizes: readonly number[], batches: readonly number[]): Dim | null {
  if (sizes.every((size) => size === sizes[0])) return sizes[0]!;
  const perImage = sizes[0]! / batches[0]!;
  const grows =
    Number.isInteger(perImage) && sizes.every((size, index) => size === perImage * batches[index]!);
  return grows ? { perImage } : null;
}

const irregular = (value: Value, shapes: readonly (readonly number[])[]): CamlineError =>
  new CamlineError(
    'MODEL_UNSUPPORTED',
    `The shape of tensor "${value.name}" does not grow with the batch: ${shapes.map((shape) => `[${shape.join(', ')}]`).join(', then ')}.`,
  );

function isConstant(name: string, probes: readonly Probe[]): boolean {
  const [first, ...others] = probes.map(({ values }) => values.get(name)!);
  return others.every(
    (other) =>
      String(other.shape) === String(first!.shape) && Buffer.compare(bytesOf(other), bytesOf(first!)) === 0,
  );
}

const bytesOf = ({ data }: SessionTensor): Uint8Array =>
  new Uint8Array(data.buffer, data.byteOffset, data.byteLength);

export const toConstant = (tensor: SessionTensor): Constant => ({
  type: tensor.type,
  shape: tensor.shape,
  bytes: bytesOf(tensor),
});
