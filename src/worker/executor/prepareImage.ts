import { createHash } from 'node:crypto';
import { channelCount, type ModelCard } from '../../config/modelCard.ts';
import type { ManifestEntry, RunRequest } from '../../config/runRequest.ts';
import { decodedBytes, decodeImage, readHeader, type RgbImage } from '../../imaging/decode.ts';
import { photoGround } from '../../imaging/photoPicture.ts';
import { preprocess, type Preprocessed } from '../../imaging/preprocess.ts';
import type { Region } from '../../metrics/region.ts';
import { objectRegion } from './objectRegion.ts';
import type { PrepareTools } from './prepareTools.ts';

/** An image as the network takes it. */
export interface Prepared extends Preprocessed {
  /** Of the file's bytes, hex. */
  readonly sha256: string;
  /** Of overlays that show the whole photograph; else null. */
  readonly ground: RgbImage | null;
  /** Where the object is, in pixels of the network's input. */
  readonly region: Region | undefined;
}

/** What is left of it once the engine has had it: the tensor's memory is another image's by then. */
export type SeenImage = Omit<Prepared, 'tensor'>;

/** Fetch → decode → preprocess. Throws as those do. */
export async function prepareImage(entry: ManifestEntry, tools: PrepareTools): Promise<Prepared> {
  const { images, request, budget, clock, memory } = tools;
  const bytes = await clock.time('fetch', () => images.read(entry));
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const options = { ...request, exifOrientation: request.card.exifOrientation };
  const header = await clock.time('decode', () => readHeader(bytes, options));
  const prepared = await budget.use(decodedBytes(header), async () => {
    const photo = await clock.time('decode', () => decodeImage(bytes, options, header));
    const prepared = await clock.time('preprocess', () =>
      preprocess(photo, request.card, memory.take(inputLength(request.card))),
    );
    const ground = showsPhoto(request) ? photoGround(photo) : null;
    return { ...prepared, sha256, ground };
  });
  return { ...prepared, region: await objectRegion(entry, prepared, tools) };
}

const inputLength = (card: ModelCard): number => channelCount(card) * card.input.width * card.input.height;

const showsPhoto = ({ outputs, overlay }: RunRequest): boolean =>
  overlay === 'photo' && outputs.includes('overlays');
