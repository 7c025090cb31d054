import type { ManifestEntry, RunRequest } from '../../config/runRequest.ts';
import { encodeHeatmapPng, encodeOverlayJpeg } from '../../imaging/encode.ts';
import { mapPicture } from '../../imaging/mapPicture.ts';
import { photoPicture } from '../../imaging/photoPicture.ts';
import type { ObjectStore } from '../../storage/objectStore.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import type { FinishedImage } from '../protocol.ts';
import type { StageClock } from '../stages.ts';
import type { ImageExplanation } from './engineInput.ts';
import { explainedMaps, okRecord, type ExplainedMap } from './imageRecord.ts';
import type { SeenImage } from './prepareImage.ts';
import { sampleFiles } from './sampleFiles.ts';

export interface FinishTools {
  readonly run: string;
  readonly request: RunRequest;
  readonly store: ObjectStore;
  readonly clock: StageClock;
}

/** Statistics, pictures and their upload; resolves when everything the record names is in the store. Whoever writes the record settles it before. */
export async function finishImage(
  entry: ManifestEntry,
  prepared: SeenImage,
  explanation: ImageExplanation,
  tools: FinishTools,
): Promise<FinishedImage> {
  const { run, request, clock } = tools;
  const maps = explainedMaps(run, request, entry.key, explanation);
  const heatmaps = await Promise.all(maps.map((map) => storePictures(map, prepared, tools)));
  const sampled = maps.flatMap((map, index) => {
    const png = heatmaps[index];
    return png === undefined ? [] : [{ ...map, png }];
  });
  const explanations = maps.map(({ explained }) => explained);
  return {
    record: okRecord(entry, prepared, explanation, explanations, request.card.labels),
    maps: request.outputs.includes('maps') ? layerMaps(explanation) : [],
    features: explanation.features,
    sample: request.outputs.includes('webdataset')
      ? await clock.time('render', () => sampleFiles(entry, prepared.crop, sampled, request))
      : [],
  };
}

/** The heatmap's file, where any output wants it. */
async function storePictures(
  { explained, map, look, values }: ExplainedMap,
  { crop, ground, transform }: SeenImage,
  { store, clock, request }: FinishTools,
): Promise<Uint8Array | undefined> {
  const [height, width] = map.shape as [number, number];
  const wanted = explained.heatmap !== null || request.outputs.includes('webdataset');
  const png = wanted
    ? await clock.time('render', () => encodeHeatmapPng(map.data, width, height))
    : undefined;
  if (explained.heatmap !== null) await clock.time('upload', () => store.putSoon(explained.heatmap!, png!));
  if (explained.overlay !== null) {
    const given = { map: map.data, values: values?.data ?? null };
    const jpeg = await clock.time('render', () =>
      encodeOverlayJpeg(
        ground === null
          ? mapPicture(look, given, crop, request.card.channels)
          : photoPicture(look, given, ground, transform, request.card.channels),
      ),
    );
    await clock.time('upload', () => store.putSoon(explained.overlay!, jpeg));
  }
  return png;
}

const layerMaps = ({ methods }: ImageExplanation): (Tensor | null)[] =>
  methods.map(({ layerMaps: maps }) => maps);
