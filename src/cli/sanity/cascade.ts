/** Maps of the same images and classes while a network forgets, layer by layer from the scores down, what it has learned. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { meanOf } from '../../audit/stats/bootstrap.ts';
import { weightCascade } from '../../engine/onnx/wire/weightCascade.ts';
import { spearman } from '../../metrics/comparison/spearman.ts';
import { openModel } from '../../model/openModel.ts';
import type { Explanation, OpenModelOptions } from '../../model/types.ts';
import { slice, type Tensor } from '../../tensor/tensor.ts';
import { stageCounts } from './stages.ts';

export interface CascadeOptions {
  /** Of an .onnx file. */
  readonly path: string;
  readonly reading: OpenModelOptions;
  /** [n, C, H, W], preprocessed. */
  readonly images: Tensor;
  readonly methods: readonly string[];
  readonly layers: readonly string[] | undefined;
  /** Steps at most, the untouched network included. */
  readonly stages: number;
  readonly seed: number;
  readonly onStage: (done: number, total: number) => void;
}

/** One step of the cascade. */
export interface Stage {
  /** Layers drawn anew, and the last of them. */
  readonly randomised: number;
  readonly layer: string | null;
  /** By method: mean rank correlation of the images' maps with the untouched network's; null where no map has an order. */
  readonly correlations: Readonly<Record<string, number | null>>;
}

export interface Cascade {
  readonly layers: number;
  readonly stages: readonly Stage[];
}

export async function cascade(options: CascadeOptions): Promise<Cascade> {
  const { path, stages, seed, onStage } = options;
  const weights = await weightCascade(path);
  const folder = await mkdtemp(join(tmpdir(), 'camline-sanity-'));
  const counts = stageCounts(weights.layers.length, stages);
  try {
    let original: readonly Explanation[] | undefined;
    const told: Stage[] = [];
    for (const [done, randomised] of counts.entries()) {
      onStage(done, counts.length);
      const file = join(folder, 'stage.onnx');
      if (randomised > 0) await writeFile(file, weights.bytes(randomised, seed));
      const maps = await explained(randomised === 0 ? path : file, options, original?.[0]?.classes);
      original ??= maps;
      const before = original;
      const correlations = Object.fromEntries(
        maps.map((after, index) => [after.method, meanCorrelation(before[index]!.maps, after.maps)]),
      );
      told.push({ randomised, layer: weights.layers[randomised - 1] ?? null, correlations });
    }
    return { layers: weights.layers.length, stages: told };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** @param classes those of the untouched network, which the others are asked about too; absent: its own answers */
async function explained(
  path: string,
  { reading, images, methods, layers }: CascadeOptions,
  classes: Explanation['classes'] | undefined,
): Promise<Explanation[]> {
  // Nothing is kept of networks that nobody will see again.
  const model = await openModel(path, { ...reading, cache: null });
  try {
    return await model.explainMany(images, { methods, layers, ...(classes && { classes }) });
  } finally {
    await model.close();
  }
}

function meanCorrelation(before: Tensor, after: Tensor): number | null {
  const found = Array.from({ length: before.shape[0] ?? 0 }, (_, image) =>
    spearman(slice(before, image, image + 1).data, slice(after, image, image + 1).data),
  ).filter((value) => value !== null);
  return found.length === 0 ? null : meanOf(found);
}
