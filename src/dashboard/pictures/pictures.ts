/**
 * Pictures of one image, made when they are asked for: the photograph as the network saw it, and any map in any colours from
 * the few numbers that the store holds of it. Whatever lies in source or store, what goes out was drawn here.
 */
import { runDefaults } from '../../config/defaults.ts';
import { colourMap, type ColourMapName } from '../../imaging/colourMap.ts';
import { decodeImage, type RgbImage } from '../../imaging/decode.ts';
import { encodeThumbnailJpeg } from '../../imaging/encode.ts';
import { heatmapBytes } from '../../imaging/heatmapBytes.ts';
import { photographReader, type PhotographReader } from '../../report/pictures.ts';
import { keys } from '../../storage/keys.ts';
import { decodeNpy } from '../../storage/npy.ts';
import type { Explained, OkRecord } from '../../storage/record.ts';
import type { CountedRecord } from '../../storage/records.ts';
import { decodeRecords } from '../../storage/records.ts';
import type { RunFile } from '../../storage/runFile.ts';
import { resizeAndScaleMaps } from '../../tensor/resize.ts';
import { slice, type Tensor } from '../../tensor/tensor.ts';
import type { Place } from '../places.ts';
import { slotOf } from '../index/rows.ts';
import { atMost } from './atMost.ts';
import { createByteCache } from './byteCache.ts';

const mebibyte = 2 ** 20;
/** Photographs are decoded whole, up to 50 million pixels each. */
const decodesAtOnce = 3;

/** Where an image's record lies. */
export interface ImagePlace {
  readonly place: Place;
  readonly file: RunFile;
  readonly shard: number;
  readonly generation: number;
  readonly key: string;
}

/** A record with its line in its own file, which is also the row of its maps. */
export interface LinedRecord extends CountedRecord {
  readonly line: number;
}

export interface Pictures {
  record(image: ImagePlace): Promise<LinedRecord | undefined>;
  /** JPEG, at most so many pixels wide and high; undefined where the photograph is out of reach. */
  photo(image: ImagePlace, pixels: number): Promise<Uint8Array | undefined>;
  /** JPEG of the map in colours; undefined where nothing of it is stored. @param at place in `explanations` */
  map(image: ImagePlace, at: number, colours: ColourMapName, pixels: number): Promise<Uint8Array | undefined>;
  /** The map [h, w] in 0..1 at its layer's resolution; undefined where the store holds none. */
  layerMap(image: ImagePlace, at: number): Promise<Tensor | undefined>;
}

export function createPictures(): Pictures {
  const records = createByteCache<LinedRecord[]>(32 * mebibyte, (all) => all.length * 3000);
  const maps = createByteCache<Tensor | undefined>(32 * mebibyte, (map) => (map?.data.byteLength ?? 0) + 200);
  const jpegs = createByteCache<Uint8Array | undefined>(64 * mebibyte, (jpeg) => (jpeg?.length ?? 0) + 200);
  const readers = createByteCache<PhotographReader>(64, () => 1);
  const limit = atMost(decodesAtOnce);

  async function record(image: ImagePlace): Promise<LinedRecord | undefined> {
    const { place, file, shard, generation, key } = image;
    const object = keys.record(file.run, shard, generation);
    const lines = await records.get(`${nameOf(image)} ${object}`, async () => {
      const bytes = await place.store.get(object);
      return bytes === undefined
        ? []
        : decodeRecords(bytes, object).map((one, line) => ({ shard, generation, record: one, line }));
    });
    return lines.find((one) => one.record.key === key);
  }

  async function explained(image: ImagePlace): Promise<{ ok: OkRecord; line: number } | undefined> {
    const found = await record(image);
    return found?.record.status === 'ok' ? { ok: found.record, line: found.line } : undefined;
  }

  async function layerMap(image: ImagePlace, at: number): Promise<Tensor | undefined> {
    const found = await explained(image);
    const one = found?.ok.explanations[at];
    if (found === undefined || one === undefined) return undefined;
    const { place, file, shard, generation } = image;
    const object = keys.maps(file.run, one.method, shard, generation);
    const all = await maps.get(`${nameOf(image)} ${object}`, async () => {
      const bytes = await place.store.get(object);
      return bytes === undefined ? undefined : decodeNpy(bytes, object);
    });
    return all === undefined ? undefined : mapAt(all, found.line, slotOf(found.ok.explanations, at));
  }

  return {
    record,
    layerMap,
    photo: (image, pixels) =>
      jpegs.get(`photo ${pixels} ${nameOf(image)} ${image.key}`, () =>
        limit(async () => {
          const found = await explained(image);
          if (found === undefined) return undefined;
          const read = await readers.get(nameOf(image), () =>
            photographReader(image.place.store, image.file),
          );
          const picture = await read(found.ok, image.shard);
          return picture && encodeThumbnailJpeg(picture, pixels);
        }),
      ),
    map: (image, at, colours, pixels) =>
      jpegs.get(`map ${pixels} ${colours} ${at} ${image.generation} ${nameOf(image)} ${image.key}`, () =>
        limit(async () => {
          const heat = (await fromLayer(image, at, layerMap)) ?? (await fromHeatmap(image, at, explained));
          return heat && encodeThumbnailJpeg(coloured(heat, colours), pixels);
        }),
      ),
  };
}

/** A run that was begun anew under the same name is another one. */
const nameOf = ({ place, file }: ImagePlace): string => `${place.id} ${file.run} ${file.createdAt}`;

/** Of [images, classes, h, w]; undefined beyond it. */
function mapAt({ data, shape }: Tensor, line: number, slot: number): Tensor | undefined {
  const [images = 0, classes = 0, rows = 0, columns = 0] = shape;
  if (line >= images || slot >= classes) return undefined;
  const flat = { data, shape: [images * classes, rows, columns] };
  const map = slice(flat, line * classes + slot, line * classes + slot + 1);
  return map.data.every(Number.isFinite) ? { data: map.data, shape: [rows, columns] } : undefined;
}

interface Heat {
  /** 0..255, row by row. */
  readonly bytes: Uint8Array;
  readonly width: number;
  readonly height: number;
}

async function fromLayer(
  image: ImagePlace,
  at: number,
  layerMap: Pictures['layerMap'],
): Promise<Heat | undefined> {
  const map = await layerMap(image, at);
  if (map === undefined) return undefined;
  const { width, height } = image.file.request.card.input;
  const { data } = resizeAndScaleMaps({ data: map.data, shape: [1, ...map.shape] }, height, width);
  return { bytes: heatmapBytes(data), width, height };
}

/** Methods without a layer's resolution have their finished heatmap alone. */
async function fromHeatmap(
  image: ImagePlace,
  at: number,
  explained: (image: ImagePlace) => Promise<{ ok: OkRecord } | undefined>,
): Promise<Heat | undefined> {
  const one: Explained | undefined = (await explained(image))?.ok.explanations[at];
  const object = one?.heatmap ?? null;
  if (object === null || !object.startsWith(keys.runPrefix(image.file.run))) return undefined;
  const bytes = await image.place.store.get(object);
  const grey = bytes && (await decodeImage(bytes, { ...runDefaults, exifOrientation: false }));
  return grey && { ...grey, bytes: grey.data.filter((_, index) => index % 3 === 0) };
}

function coloured({ bytes, width, height }: Heat, name: ColourMapName): RgbImage {
  const colours = colourMap(name);
  const data = new Uint8Array(bytes.length * 3);
  bytes.forEach((byte, pixel) => data.set(colours.subarray(3 * byte, 3 * byte + 3), 3 * pixel));
  return { data, width, height };
}
