import type { ManifestEntry } from '../../config/runRequest.ts';
import { CamlineError } from '../../errors.ts';
import { decodeMask, networkMask } from '../../imaging/mask.ts';
import { networkBox, type Placed } from '../../imaging/networkBox.ts';
import type { Region } from '../../metrics/region.ts';
import { metricNamed } from '../../metrics/registry.ts';
import type { PrepareTools } from './prepareTools.ts';

/**
 * Where the object is in what the network sees: by its mask, else by its box; undefined where the data set tells neither, or no
 * metric asks. Throws MASK_INVALID with the mask's key, and what may pass (STORE_UNAVAILABLE).
 */
export async function objectRegion(
  { mask, box }: Pick<ManifestEntry, 'mask' | 'box'>,
  placed: Placed,
  { images, request, budget, clock }: PrepareTools,
): Promise<Region | undefined> {
  if (request.metrics?.some((name) => metricNamed(name).needsRegion) !== true) return undefined;
  if (mask === undefined) return box && { box: networkBox(box, placed) };
  try {
    const bytes = await clock.time('fetch', () => images.read(mask));
    return await budget.use(9 * placed.width * placed.height, async () => {
      const decoded = await clock.time('decode', () => decodeMask(bytes, placed));
      return { mask: await clock.time('preprocess', () => networkMask(decoded, placed)) };
    });
  } catch (error) {
    throw maskError(error, mask.key);
  }
}

/** A photograph whose ground truth cannot be read would be judged as one without: it fails instead, and says by which file. */
function maskError(error: unknown, key: string): unknown {
  if (!(error instanceof CamlineError) || error.retryable || error.exitCode !== 1) return error;
  const shown = JSON.stringify(key);
  const said = error.message.startsWith(`${shown} `)
    ? `it${error.message.slice(shown.length)}`
    : error.message;
  return new CamlineError('MASK_INVALID', `The mask ${shown}: ${said}`, { cause: error });
}
