/** Weights out of shards: cut by the manifest, quantised ones restored. */
import { CamlineError } from '../../../errors.ts';
import { elementCount } from '../../../tensor/tensor.ts';
import type { Constant } from '../network/network.ts';
import { tf } from '../tf.ts';
import { invalidModel, type WeightGroup, type WeightSpec } from './modelJson.ts';

export type Weights = ReadonlyMap<string, Constant>;

const bytesOf = { float32: 4, int32: 4, bool: 1, uint8: 1, uint16: 2, float16: 2 } as const;

/**
 * @param shards by their name in the manifest
 * @throws MODEL_INVALID where the shards do not hold what the manifest says, MODEL_UNSUPPORTED for weights that are no
 * numbers
 */
export function readWeights(
  manifest: readonly WeightGroup[],
  shards: ReadonlyMap<string, Uint8Array>,
  path: string,
): Weights {
  const weights = new Map<string, Constant>();
  for (const { paths, weights: specs } of manifest) {
    const bytes = Buffer.concat(paths.map((name) => shards.get(name)!));
    checkLength(bytes, specs, paths, path);
    let start = 0;
    for (const spec of specs) {
      const end = start + byteLength(spec, path);
      weights.set(spec.name, decoded(bytes.subarray(start, end), spec, path));
      start = end;
    }
  }
  return weights;
}

function checkLength(
  bytes: Uint8Array,
  specs: readonly WeightSpec[],
  paths: readonly string[],
  path: string,
): void {
  const expected = specs.reduce((sum, spec) => sum + byteLength(spec, path), 0);
  if (bytes.length === expected) return;
  throw invalidModel(
    path,
    `its manifest names ${expected} bytes of weights in ${paths.join(', ')}, which hold ${bytes.length}. ` +
      'A shard is cut short, or of another model: copy all of them again.',
  );
}

function byteLength({ name, shape, dtype, quantization }: WeightSpec, path: string): number {
  if (dtype === 'string' || dtype === 'complex64') {
    throw new CamlineError(
      'MODEL_UNSUPPORTED',
      `${path}: the weight "${name}" is of type ${dtype}. Only networks of float32, int32 and bool can be explained.`,
    );
  }
  return elementCount(shape) * bytesOf[quantization?.dtype ?? dtype];
}

function decoded(bytes: Uint8Array, spec: WeightSpec, path: string): Constant {
  const { name, dtype, shape, quantization } = spec;
  if (quantization !== undefined && quantization.dtype !== 'float16') {
    const { scale, min } = quantization;
    if (scale === undefined || min === undefined)
      throw invalidModel(path, `the quantised weight "${name}" has no scale and minimum.`);
  }
  // A copy, because typed arrays must begin at a multiple of their element size.
  const tensor = tf.io.decodeWeights(Uint8Array.from(bytes).buffer, [spec as tf.io.WeightsManifestEntry])[
    name
  ]!;
  const data = tensor.dataSync().slice() as Constant['data'];
  tensor.dispose();
  return { type: dtype as Constant['type'], shape, data };
}
