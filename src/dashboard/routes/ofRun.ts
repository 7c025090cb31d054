/** Which run an address means. */
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { parseAs } from '../../config/parse.ts';
import { CamlineError } from '../../errors.ts';
import type { RunFile } from '../../storage/runFile.ts';
import { addresses } from '../addresses.ts';
import { findImage, type GalleryImage } from '../index/gallery.ts';
import { viewSchema, type GalleryView } from '../index/view.ts';
import type { Freshness } from '../index/openIndex.ts';
import { refreshMillis } from '../live/snapshot.ts';
import { pageOf, type PageFrame } from '../parts/layout.ts';
import { logoutOf } from '../parts/logout.ts';
import type { ImagePlace } from '../pictures/stored.ts';
import type { Place } from '../places.ts';
import { sendPage, type Visit } from './route.ts';

const paramsSchema = z.object({ store: z.string().max(100), run: z.string().max(300) });

export interface RunPlace {
  readonly place: Place;
  readonly file: RunFile;
}

/** Throws RUN_UNKNOWN for a store that is not shown, a run that is not there, or a name that is none. */
export async function runOf({ context, request }: Visit): Promise<RunPlace> {
  const { store, run } = parseAs(paramsSchema, request.params, 'INPUT_INVALID', 'address');
  return findRun(context, store, run);
}

export async function findRun(
  { places, catalog }: Visit['context'],
  store: string,
  run: string,
): Promise<RunPlace> {
  const place = await places.find(store);
  const file = place && (await catalog.run(place, run));
  // A name such as "a/../b" reaches the file of another run.
  if (place !== undefined && file?.run === run) return { place, file };
  throw new CamlineError('RUN_UNKNOWN', 'There is no such run in the stores that are shown here.');
}

/** The run with its number in the index, which holds what could be taken in within a second. */
export type IndexedRun = RunPlace & Freshness;

export const indexedRun = async (visit: Visit): Promise<IndexedRun> =>
  takenIn(visit.context, await runOf(visit));

export async function takenIn({ index }: Visit['context'], found: RunPlace): Promise<IndexedRun> {
  return { ...found, ...(await index.refreshWithin(found.place, found.file, refreshMillis)) };
}

/** @param frame its trail begins below the run */
export const sendRunPage = (
  { context, reply }: Visit,
  { place, file }: RunPlace,
  { trail = [], ...frame }: Omit<PageFrame, 'logout'>,
): FastifyReply =>
  sendPage(
    reply,
    pageOf({
      ...frame,
      trail: [[file.run, addresses.run(place, file.run)], ...trail],
      logout: logoutOf(context),
    }),
  );

export interface IndexedImage extends ImagePlace, Freshness {
  /** What the index holds of it. */
  readonly row: GalleryImage;
}

const keySchema = z.object({ key: z.string().min(1).max(4096) });

/** The image that `key` names. Throws IMAGE_NOT_FOUND for one that has no record: keys are looked up, never opened. */
export async function imageOf(visit: Visit): Promise<IndexedImage> {
  const { place, file, run, settled } = await indexedRun(visit);
  const { key } = parseAs(keySchema, visit.request.query, 'INPUT_INVALID', 'address');
  const found = await findImage(visit.context.index.database, run, key);
  if (found === undefined)
    throw new CamlineError('IMAGE_NOT_FOUND', 'This run has no record of such an image.');
  return { place, file, run, settled, key, shard: found.shard, generation: found.generation, row: found };
}

/** What the address asks for; without a method in it, the first of the request. */
export function viewOf({ request }: Visit, { file }: RunPlace): GalleryView {
  const given = viewSchema.parse(request.query);
  const { methods } = file.request;
  return {
    ...given,
    method: given.method !== undefined && methods.includes(given.method) ? given.method : methods[0],
  };
}
