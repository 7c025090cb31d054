/** Pictures of the report: the worst images before and after, and the mean map of each class. */
import type { RgbImage } from '../../imaging/decode.ts';
import { overlay } from '../../imaging/overlay.ts';
import { className } from '../../report/format.ts';
import { jpegUrl } from '../../report/jpegUrl.ts';
import { photographReader, type PhotographReader } from '../../report/pictures.ts';
import type { ObjectStore } from '../../storage/objectStore.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { classGains } from '../checks/classMaps.ts';
import { byLikeness, upsampled, type MapPair, type RunPair } from '../loaded/pairRuns.ts';

const worstImages = 8;
const worstClasses = 8;
const picturePixels = 224;

export interface WorstImage {
  readonly key: string;
  readonly class: string;
  readonly method: string;
  readonly spearman: number | null;
  readonly predictedBefore: string;
  readonly predictedAfter: string;
  /** `data:` URLs. */
  readonly photograph: string | undefined;
  readonly before: string;
  readonly after: string;
}

export interface ClassPicture {
  readonly class: string;
  readonly method: string;
  readonly images: number;
  readonly gain: number;
  readonly before: string;
  readonly after: string;
}

export interface Pictures {
  readonly images: readonly WorstImage[];
  readonly classes: readonly ClassPicture[];
}

export const noPictures: Pictures = { images: [], classes: [] };

export async function picturesOf(store: ObjectStore, pair: RunPair): Promise<Pictures> {
  const readPhotograph = await photographReader(store, pair.after.file);
  const images: WorstImage[] = [];
  for (const map of worstMaps(pair)) images.push(await worstImage(pair, map, readPhotograph));
  const classes: ClassPicture[] = [];
  for (const method of pair.methods) {
    for (const gain of classGains(pair.maps.get(method) ?? []).slice(0, worstClasses)) {
      const [before, after] = await Promise.all([gain.before, gain.after].map((map) => heatPicture(map)));
      const name = classOf(pair, gain.class);
      classes.push({
        class: name,
        method,
        images: gain.images,
        gain: gain.gain,
        before: before!,
        after: after!,
      });
    }
  }
  return { images, classes };
}

/** Of all methods, each image once, those that changed most first. */
export function worstMaps({ maps }: RunPair): MapPair[] {
  const comparable = [...maps.values()]
    .flat()
    .filter(
      ({ comparison, before, after }) => comparison !== null && before.map !== null && after.map !== null,
    )
    .sort(byLikeness);
  const seen = new Set<string>();
  return comparable.filter(({ image }) => !seen.has(image.key) && seen.add(image.key)).slice(0, worstImages);
}

async function worstImage(
  pair: RunPair,
  { image, class: index, before, after, comparison }: MapPair,
  readPhotograph: PhotographReader,
): Promise<WorstImage> {
  const crop = await readPhotograph(image.after.record, image.after.shard);
  const [left, right] = await Promise.all([before.map!, after.map!].map((map) => heatPicture(map, crop)));
  return {
    key: image.key,
    class: classOf(pair, index),
    method: after.method,
    spearman: comparison?.spearman ?? null,
    predictedBefore: classOf(pair, image.before.predicted),
    predictedAfter: classOf(pair, image.after.predicted),
    photograph: crop === undefined ? undefined : await jpegUrl(crop, picturePixels),
    before: left!,
    after: right!,
  };
}

const classOf = ({ after }: RunPair, index: number): string =>
  className(index, after.file.request.card.labels?.[index]);

/** Over the photograph where it is at hand, else over grey; a mean map is stretched to its own maximum. */
function heatPicture(map: Tensor, crop?: RgbImage): Promise<string> {
  const ground = crop ?? greyGround(map);
  const { data } = upsampled(map, ground.height, ground.width);
  const maximum = data.reduce((most, value) => Math.max(most, value), 0);
  const scaled = maximum > 0 ? data.map((value) => value / maximum) : data;
  return jpegUrl(overlay(scaled, ground), picturePixels);
}

function greyGround({ shape }: Tensor): RgbImage {
  const [h = 1, w = 1] = shape;
  const factor = picturePixels / 2 / Math.max(h, w);
  const [height, width] = [Math.max(1, Math.round(h * factor)), Math.max(1, Math.round(w * factor))];
  return { data: new Uint8Array(3 * width * height).fill(96), width, height };
}
