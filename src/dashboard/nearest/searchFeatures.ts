/**
 * Images whose feature vectors point the way of one image's: every vector of the run is compared, a few files at a time, so
 * that memory does not grow with the run. No list of vectors is kept beside the store's: 1 280 channels of a million images
 * are 2.5 GB.
 */
import { CamlineError } from '../../errors.ts';
import { keys, type ShardKey } from '../../storage/keys.ts';
import { decodeNpy } from '../../storage/npy.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { atMost } from '../pictures/atMost.ts';
import { createByteCache } from '../pictures/byteCache.ts';
import { nameOf, type ImagePlace } from '../pictures/stored.ts';
import { nearestRows, type NearRow } from './nearestRows.ts';

/** Lines whose vectors are in memory at once, about: 16 files of 32 lines. */
const linesAtOnce = 512;
const searchesAtOnce = 2;
const keptSearches = 1000;

/** 'none': the store holds no vector of the image; 'zero': every channel of it is zero, so it points nowhere. */
export type Search =
  { readonly kind: 'found'; readonly near: readonly NearRow[] } | { readonly kind: 'none' | 'zero' };

export interface FeatureSearch {
  /** @param line of the image's own record; @param files of the run that hold vectors */
  nearest(image: ImagePlace, line: number, files: readonly ShardKey[], most: number): Promise<Search>;
}

export function createFeatureSearch(): FeatureSearch {
  const searches = createByteCache<Search>(keptSearches, () => 1);
  const limit = atMost(searchesAtOnce);
  return {
    nearest: (image, line, files, most) =>
      searches.get(`${nameOf(image)} ${image.generation} ${files.length} ${most} ${image.key}`, () =>
        limit(() => search(image, line, files, most)),
      ),
  };
}

async function search(
  image: ImagePlace,
  line: number,
  files: readonly ShardKey[],
  most: number,
): Promise<Search> {
  const { shard, generation } = image;
  const own = await readRows(image, { shard, generation });
  const channels = own?.shape[1] ?? 0;
  const vector = own?.data.slice(line * channels, (line + 1) * channels);
  if (vector === undefined || vector.length === 0 || Number.isNaN(vector[0])) return { kind: 'none' };
  if (vector.every((value) => value === 0)) return { kind: 'zero' };

  const rows = nearestRows(vector, { shard, generation, line }, most);
  const filesAtOnce = Math.max(1, Math.floor(linesAtOnce / image.file.request.shardSize));
  for (let from = 0; from < files.length; from += filesAtOnce) {
    const some = files.slice(from, from + filesAtOnce);
    const read = await Promise.all(some.map((file) => readRows(image, file)));
    for (const [at, found] of read.entries())
      if (found !== undefined) rows.look(fitting(found, channels, image, some[at]!), some[at]!);
  }
  return { kind: 'found', near: rows.found() };
}

const objectOf = ({ file }: ImagePlace, { shard, generation }: ShardKey): string =>
  keys.features(file.run, shard, generation);

/** [lines, channels]; undefined where the store has no such file. */
async function readRows(image: ImagePlace, file: ShardKey): Promise<Tensor | undefined> {
  const object = objectOf(image, file);
  const bytes = await image.place.store.get(object);
  return bytes && decodeNpy(bytes, object);
}

function fitting(rows: Tensor, channels: number, image: ImagePlace, file: ShardKey): Tensor {
  if (rows.shape.length === 2 && rows.shape[1] === channels) return rows;
  throw new CamlineError(
    'STORE_CORRUPT',
    `Expected feature vectors of ${channels} channels in ${objectOf(image, file)}, as in the others of its run, ` +
      `found an array of ${rows.shape.join(' x ')}. Run the images again under another name.`,
  );
}
