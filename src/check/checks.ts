/** The table of what is verified; a new comparison is one entry. */
import type { Engine, Layer } from '../engine/engine.ts';
import { CamlineError } from '../errors.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { checkBatch } from './checkBatch.ts';
import { checkFile } from './checkFile.ts';
import { checkInputGradient, checkLayerGradient } from './checkGradients.ts';
import { checkAblated, checkMasked } from './checkPerturbed.ts';
import { skipped, type Answer } from './finding.ts';

type Check =
  | {
      readonly about: 'network';
      readonly run: (engine: Engine, images: Tensor, layer: Layer | null) => Promise<Answer>;
    }
  | {
      readonly about: 'layer';
      readonly run: (engine: Engine, images: Tensor, layer: Layer) => Promise<Answer>;
    };

export const checks = {
  /** Against the engine's library on the untouched file. */
  file: { about: 'network', run: checkFile },
  batch: { about: 'network', run: checkBatch },
  'gradient at the input': { about: 'network', run: checkInputGradient },
  'gradient at': { about: 'layer', run: checkLayerGradient },
  'masked scores at': { about: 'layer', run: checkMasked },
  'ablated scores at': { about: 'layer', run: checkAblated },
} as const satisfies Readonly<Record<string, Check>>;

export type CheckName = keyof typeof checks;

export const checkNames = Object.keys(checks) as readonly CheckName[];

/**
 * What comparison `name` finds. What the network cannot have is skipped; whatever else is thrown is a failure.
 *
 * @param images [4, C, H, W]
 * @param layer null where the network has none with a map
 */
export async function runCheck(
  engine: Engine,
  name: CheckName,
  images: Tensor,
  layer: Layer | null,
): Promise<Answer> {
  const check: Check = checks[name];
  try {
    if (check.about === 'network') return await check.run(engine, images, layer);
    return layer === null
      ? skipped('the network has no spatial map')
      : await check.run(engine, images, layer);
  } catch (error) {
    if (!(error instanceof CamlineError)) throw error;
    if (byDesign.has(error.code)) return skipped(error.message);
    return { outcome: 'failed', detail: error.message, figures: {} };
  }
}

/** Codes that say what a network cannot have. */
export const byDesign: ReadonlySet<string> = new Set([
  'GRADIENT_MISSING',
  'METHOD_UNSUPPORTED',
  'LAYER_UNUSABLE',
]);
