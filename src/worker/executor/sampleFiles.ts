/** What a WebDataset sample holds of an image beside its record: all that somebody needs who trains on it. */
import { severalClasses, type ManifestEntry, type RunRequest } from '../../config/runRequest.ts';
import type { RgbImage } from '../../imaging/decode.ts';
import { encodePicturePng } from '../../imaging/encode.ts';
import { encodeNpy } from '../../storage/npy.ts';
import type { TarFile } from '../../storage/tar.ts';
import type { ExplainedMap } from './imageRecord.ts';

export interface SampledMap extends ExplainedMap {
  /** The heatmap's file. */
  readonly png: Uint8Array;
}

/**
 * `png`: what the network saw, pixel for pixel as large as the heatmaps, without loss; `cls`: the label, where there is one; for
 * each map `heatmap.png` and, where it has a layer's resolution, `map.npy`. Several methods or classes stand before that:
 * "gradcam.c282.heatmap.png". Names follow from the request, never from results.
 */
export async function sampleFiles(
  { label }: Pick<ManifestEntry, 'label'>,
  crop: RgbImage,
  maps: readonly SampledMap[],
  request: Pick<RunRequest, 'methods' | 'classes'>,
): Promise<TarFile[]> {
  return [
    { name: 'png', bytes: await encodePicturePng(crop) },
    ...(label === undefined ? [] : [{ name: 'cls', bytes: new TextEncoder().encode(String(label)) }]),
    ...maps.flatMap(({ explained, png, layerMap }) => {
      const method = request.methods.length > 1 ? `${explained.method}.` : '';
      const prefix = `${method}${severalClasses(request) ? `c${explained.class}.` : ''}`;
      const heatmap = { name: `${prefix}heatmap.png`, bytes: png };
      return layerMap === null
        ? [heatmap]
        : [heatmap, { name: `${prefix}map.npy`, bytes: encodeNpy(layerMap) }];
    }),
  ];
}
