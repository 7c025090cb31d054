/**
 * Pictures of one image, made when they are asked for: the photograph as the network saw it, and any map in any colours from
 * the few numbers that the store holds of it. Whatever lies in source or store, what goes out was drawn here.
 */
import { runDefaults } from '../../config/defaults.ts';
import type { ColourMapName } from '../../imaging/colourMap.ts';
import { decodeImage, type RgbImage } from '../../imaging/decode.ts';
import { encodeThumbnailJpeg } from '../../imaging/encode.ts';
import { heatOfBytes, heatOfMap } from '../../imaging/heatPicture.ts';
import { photographReader, type PhotographReader } from '../../report/pictures.ts';
import { keys } from '../../storage/keys.ts';
import type { Explained } from '../../storage/record.ts';
import { atMost } from './atMost.ts';
import { createByteCache } from './byteCache.ts';
import { createStored, nameOf, type ImagePlace, type Stored } from './stored.ts';

const keptBytes = 64 * 2 ** 20;
/** Photographs are decoded whole, up to 50 million pixels each. */
const decodesAtOnce = 3;
const keptReaders = 64;

export interface Pictures extends Stored {
  /** JPEG, at most so many pixels wide and high; undefined where the photograph is out of reach. */
  photo(image: ImagePlace, pixels: number): Promise<Uint8Array | undefined>;
  /** JPEG of the map in colours; undefined where nothing of it is stored. @param at place in `explanations` */
  map(image: ImagePlace, at: number, colours: ColourMapName, pixels: number): Promise<Uint8Array | undefined>;
}

export function createPictures(): Pictures {
  const stored = createStored();
  const jpegs = createByteCache<Uint8Array | undefined>(keptBytes, (jpeg) => (jpeg?.length ?? 0) + 200);
  const readers = createByteCache<PhotographReader>(keptReaders, () => 1);
  const limit = atMost(decodesAtOnce);

  async function photo(image: ImagePlace): Promise<RgbImage | undefined> {
    const found = await stored.explained(image);
    if (found === undefined) return undefined;
    const read = await readers.get(nameOf(image), () => photographReader(image.place.store, image.file));
    return read(found.ok, image.shard);
  }

  async function map(image: ImagePlace, at: number, colours: ColourMapName): Promise<RgbImage | undefined> {
    const one = (await stored.explained(image))?.ok.explanations[at];
    if (one === undefined) return undefined;
    const values = await stored.layerMap(image, at);
    if (values === undefined) return fromHeatmap(image, one, colours);
    return heatOfMap(values, image.file.request.card.input, colours);
  }

  /** @param name what else tells this picture of the image from others */
  const kept = (
    image: ImagePlace,
    name: string,
    pixels: number,
    draw: () => Promise<RgbImage | undefined>,
  ): Promise<Uint8Array | undefined> =>
    jpegs.get(`${name} ${pixels} ${image.generation} ${nameOf(image)} ${image.key}`, () =>
      limit(async () => {
        const picture = await draw();
        return picture && encodeThumbnailJpeg(picture, pixels);
      }),
    );

  return {
    ...stored,
    photo: (image, pixels) => kept(image, 'photo', pixels, () => photo(image)),
    map: (image, at, colours, pixels) =>
      kept(image, `map ${at} ${colours}`, pixels, () => map(image, at, colours)),
  };
}

/** Methods without a layer's resolution have their finished heatmap alone. */
async function fromHeatmap(
  image: ImagePlace,
  one: Explained,
  colours: ColourMapName,
): Promise<RgbImage | undefined> {
  const object = one.heatmap;
  if (object === null || !object.startsWith(keys.runPrefix(image.file.run))) return undefined;
  const bytes = await image.place.store.get(object);
  if (bytes === undefined) return undefined;
  const grey = await decodeImage(bytes, { ...runDefaults, exifOrientation: false });
  return heatOfBytes(
    grey.data.filter((_, index) => index % 3 === 0),
    grey,
    colours,
  );
}
