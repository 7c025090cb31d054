import { z } from 'zod';
import { parseAs } from '../../config/parse.ts';
import { CamlineError } from '../../errors.ts';
import { encodeThumbnailJpeg } from '../../imaging/encode.ts';
import { heatOfMap } from '../../imaging/heatPicture.ts';
import { meanOf } from '../../tensor/mapMean.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { addresses, runPath } from '../addresses.ts';
import { classImages, classRows, confusions, type ClassImage } from '../index/classes.ts';
import { classesPage, classPage, type TypicalImage } from '../pages/classes.ts';
import { likeness } from '../pictures/likeness.ts';
import { indexedRun, sendRunPage, type IndexedRun } from './ofRun.ts';
import { view, type Visit } from './route.ts';

/** Maps in the mean of a class: each is some hundred bytes, of its shard's file. */
const mostMaps = 256;
const shownEach = 6;

async function classes(visit: Visit): Promise<unknown> {
  const found = await indexedRun(visit);
  const { place, file } = found;
  return sendRunPage(visit, found, {
    title: `Classes of ${file.run}`,
    trail: [['classes', addresses.classes(place, file.run)]],
    body: classesPage(found, await classRows(visit.context.index.database, found.run)),
  });
}

const schema = z.object({
  class: z.coerce.number().int().nonnegative(),
  method: z.string().max(100).optional(),
});

interface SampledMap {
  readonly image: ClassImage;
  /** [h, w] */
  readonly map: Tensor;
}

interface ClassMaps {
  readonly found: IndexedRun;
  readonly index: number;
  readonly method: string;
  readonly sampled: readonly SampledMap[];
  readonly mean: Tensor | undefined;
}

async function sampledMaps(visit: Visit): Promise<ClassMaps> {
  const found = await indexedRun(visit);
  const given = parseAs(schema, visit.request.query, 'INPUT_INVALID', 'address');
  const { methods } = found.file.request;
  const method = methods.find((id) => id === given.method) ?? methods[0]!;
  const sample = await classImages(visit.context.index.database, found.run, given.class, method, mostMaps);
  const read = await Promise.all(
    sample.map(async (image) => ({
      image,
      map: await visit.context.pictures.firstMap({ ...found, ...image }, method),
    })),
  );
  const sampled = read.flatMap(({ image, map }) => (map === undefined ? [] : [{ image, map }]));
  return { found, index: given.class, method, sampled, mean: meanOf(sampled.map(({ map }) => map)) };
}

/** The most typical first. */
const byLikeness = ({ sampled, mean }: ClassMaps): TypicalImage[] =>
  sampled
    .map(({ image, map }) => ({ ...image, likeness: (mean && likeness(map, mean)) ?? 0 }))
    .sort((a, b) => b.likeness - a.likeness);

async function oneClass(visit: Visit): Promise<unknown> {
  const maps = await sampledMaps(visit);
  const { found, index, method } = maps;
  const { database } = visit.context.index;
  const { place, file } = found;
  const row = (await classRows(database, found.run)).find((one) => one.index === index);
  const images = byLikeness(maps);
  const most = images.slice(0, shownEach);
  const least = images.slice(shownEach).slice(-shownEach).toReversed();
  return sendRunPage(visit, found, {
    title: `Class ${index} of ${file.run}`,
    trail: [['classes', addresses.classes(place, file.run)]],
    body: classPage({
      found,
      index,
      method,
      row,
      sampled: images.length,
      most,
      least,
      ...(await confusions(database, found.run, index)),
    }),
  });
}

async function mean(visit: Visit): Promise<unknown> {
  const { found, mean: map } = await sampledMaps(visit);
  if (map === undefined) throw new CamlineError('IMAGE_NOT_FOUND', 'No map of this class is stored.');
  const jpeg = await encodeThumbnailJpeg(heatOfMap(map, found.file.request.card.input, 'jet'), 448);
  return visit.reply.type('image/jpeg').send(Buffer.from(jpeg));
}

export const classRoutes = [
  view(`${runPath}/classes`, classes),
  view(`${runPath}/class`, oneClass),
  view(`${runPath}/mean`, mean),
];
