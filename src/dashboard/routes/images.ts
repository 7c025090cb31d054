/** Gallery, one image, and the pictures of both. */
import { z } from 'zod';
import { parseAs } from '../../config/parse.ts';
import { CamlineError } from '../../errors.ts';
import { colourMapNames } from '../../imaging/colourMap.ts';
import { keys } from '../../storage/keys.ts';
import type { Explained } from '../../storage/record.ts';
import { slotsOf } from '../../storage/storedMap.ts';
import { addresses, runPath } from '../addresses.ts';
import { galleryChoices, galleryCount, galleryPage as readPage, neighbours } from '../index/gallery.ts';
import { viewQuery } from '../index/view.ts';
import { galleryChunk, galleryPage } from '../pages/gallery.ts';
import { imagePage } from '../pages/image.ts';
import type { ImagePlace } from '../pictures/stored.ts';
import { imageOf, indexedRun, sendRunPage, viewOf } from './ofRun.ts';
import { sendPage, view, type Visit } from './route.ts';

async function gallery(visit: Visit): Promise<unknown> {
  const found = await indexedRun(visit);
  const { database } = visit.context.index;
  const shown = viewOf(visit, found);
  const [images, total, choices] = await Promise.all([
    readPage(database, found.run, shown),
    galleryCount(database, found.run, shown),
    galleryChoices(database, found.run),
  ]);
  const { place, file } = found;
  return sendRunPage(visit, found, {
    title: `Gallery of ${file.run}`,
    trail: [['gallery', addresses.images(place, file.run)]],
    scripts: ['gallery'],
    body: galleryPage({ found, view: shown, images, total, choices, settled: found.settled }),
  });
}

/** Another page of the same view, without its frame. */
async function more(visit: Visit): Promise<unknown> {
  const found = await indexedRun(visit);
  const shown = viewOf(visit, found);
  const images = await readPage(visit.context.index.database, found.run, shown);
  return sendPage(visit.reply, galleryChunk({ found, view: shown, images }).markup);
}

async function image(visit: Visit): Promise<unknown> {
  const found = await imageOf(visit);
  const { place, file, key } = found;
  const shown = viewOf(visit, found);
  const counted = await visit.context.pictures.record(found);
  if (counted === undefined) throw missing();
  const beside = await neighbours(visit.context.index.database, found.run, shown, key);
  return sendRunPage(visit, found, {
    title: key,
    trail: [['gallery', addresses.images(place, file.run, viewQuery({ ...shown, page: beside.page }))]],
    scripts: ['image'],
    body: imagePage({ found, view: shown, counted, ...beside }, visit.rights),
  });
}

const missing = (): CamlineError => new CamlineError('IMAGE_NOT_FOUND', 'There is no such picture.');

const pictureSchema = z.object({
  method: z.string().max(100).default(''),
  slot: z.coerce.number().int().min(0).max(99).default(0),
  colours: z.enum(colourMapNames).default('jet'),
  pixels: z.coerce
    .number()
    .int()
    .pipe(z.union([z.literal(224), z.literal(448)]))
    .default(224),
});

/** Pictures of a record never change: what does is part of their address. */
const keepLong = 'private, max-age=86400, immutable';

async function photo(visit: Visit): Promise<unknown> {
  const found = await imageOf(visit);
  const { pixels } = parseAs(pictureSchema, visit.request.query, 'INPUT_INVALID', 'address');
  const jpeg = await visit.context.pictures.photo(found, pixels);
  if (jpeg === undefined) throw missing();
  return visit.reply.type('image/jpeg').header('cache-control', keepLong).send(Buffer.from(jpeg));
}

async function map(visit: Visit): Promise<unknown> {
  const found = await imageOf(visit);
  const { method, slot, colours, pixels } = parseAs(
    pictureSchema,
    visit.request.query,
    'INPUT_INVALID',
    'address',
  );
  const one = await explanationAt(visit, found, method, slot);
  const jpeg = one && (await visit.context.pictures.map(found, one.at, colours, pixels));
  if (jpeg === undefined) throw missing();
  return visit.reply.type('image/jpeg').header('cache-control', keepLong).send(Buffer.from(jpeg));
}

/** What the record says of one map, and its place in `explanations`; undefined where it has no such map. */
async function explanationAt(
  { context: { pictures } }: Visit,
  found: ImagePlace,
  method: string,
  slot: number,
): Promise<{ readonly at: number; readonly explained: Explained } | undefined> {
  const all = (await pictures.explained(found))?.ok.explanations ?? [];
  const slots = slotsOf(all);
  const at = all.findIndex((one, index) => one.method === method && slots[index] === slot);
  const explained = all[at];
  return explained && { at, explained };
}

const kinds = { heatmap: 'image/png', overlay: 'image/jpeg' } as const;
const fileSchema = pictureSchema.extend({ kind: z.enum(['heatmap', 'overlay']) });

/** A stored picture as a download; only what the record names, and only of its own run. */
async function file(visit: Visit): Promise<unknown> {
  const found = await imageOf(visit);
  const { method, slot, kind } = parseAs(fileSchema, visit.request.query, 'INPUT_INVALID', 'address');
  const object = (await explanationAt(visit, found, method, slot))?.explained[kind] ?? null;
  if (object === null || !object.startsWith(keys.runPrefix(found.file.run))) throw missing();
  const bytes = await found.place.store.get(object);
  if (bytes === undefined) throw missing();
  return visit.reply
    .type(kinds[kind])
    .header('content-disposition', attachment(object.split('/').at(-1) ?? kind))
    .send(Buffer.from(bytes));
}

async function record(visit: Visit): Promise<unknown> {
  const found = await imageOf(visit);
  const counted = await visit.context.pictures.record(found);
  if (counted === undefined) throw missing();
  return visit.reply
    .type('application/json; charset=utf-8')
    .header('content-disposition', attachment('record.json'))
    .send(`${JSON.stringify(counted.record, null, 2)}\n`);
}

/** RFC 6266 and 8187: names hold anything. */
const attachment = (name: string): string =>
  `attachment; filename*=UTF-8''${encodeURIComponent(name).replace(/['()*]/g, (one) => `%${one.charCodeAt(0).toString(16)}`)}`;

export const imageRoutes = [
  view(`${runPath}/images`, gallery),
  view(`${runPath}/images/more`, more),
  view(`${runPath}/image`, image),
  view(`${runPath}/photo`, photo),
  view(`${runPath}/map`, map),
  view(`${runPath}/file`, file),
  view(`${runPath}/record`, record),
];
