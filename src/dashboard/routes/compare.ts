import { z } from 'zod';
import { parseAs } from '../../config/parse.ts';
import { addresses, runPath } from '../addresses.ts';
import { compareRuns, movedImages, type MovedImage } from '../index/compare.ts';
import { comparePage, type ComparedImage } from '../pages/compare.ts';
import { likeness } from '../pictures/likeness.ts';
import { findRun, indexedRun, sendRunPage, takenIn, type RunPlace } from './ofRun.ts';
import { view, type Visit } from './route.ts';

const mostImages = 24;
const schema = z.object({ with: z.string().min(1).max(300), method: z.string().max(100).optional() });

async function compare(visit: Visit): Promise<unknown> {
  const { context, request } = visit;
  const left = await indexedRun(visit);
  const given = parseAs(schema, request.query, 'INPUT_INVALID', 'address');
  const right = await takenIn(context, await findRun(context, left.place.id, given.with));
  const methods = left.file.request.methods.filter((id) => right.file.request.methods.includes(id));
  const method = methods.find((id) => id === given.method) ?? methods[0] ?? '';
  const { database } = context.index;
  const moved = await movedImages(database, left.run, right.run, method, mostImages);
  const images = await Promise.all(moved.map((image) => compared(visit, left, right, method, image)));
  return sendRunPage(visit, left, {
    title: `${left.file.run} and ${right.file.run}`,
    trail: [['compared', addresses.compare(left.place, left.file.run, { with: right.file.run })]],
    scripts: ['compare'],
    body: comparePage({
      left,
      right,
      method,
      methods,
      comparison: await compareRuns(database, left.run, right.run),
      images,
    }),
  });
}

async function compared(
  { context: { pictures } }: Visit,
  left: RunPlace,
  right: RunPlace,
  method: string,
  image: MovedImage,
): Promise<ComparedImage> {
  const { key } = image;
  const [one, two] = await Promise.all([
    pictures.firstMap({ ...left, ...image.left, key }, method),
    pictures.firstMap({ ...right, ...image.right, key }, method),
  ]);
  return { ...image, likeness: one === undefined || two === undefined ? null : likeness(one, two) };
}

export const compareRoutes = [view(`${runPath}/compare`, compare)];
