import { addresses, runPath } from '../addresses.ts';
import type { GalleryImage } from '../index/gallery.ts';
import { filesOfImages, imagesAt } from '../index/nearest.ts';
import { imageQuery } from '../index/view.ts';
import { nearestPage, type WithoutNeighbours } from '../pages/nearest.ts';
import { imageOf, sendRunPage, viewOf, type IndexedImage } from './ofRun.ts';
import { view, type Visit } from './route.ts';

const mostImages = 48;

async function neighboursOf(
  { context }: Visit,
  found: IndexedImage,
): Promise<GalleryImage[] | WithoutNeighbours> {
  const { index, pictures, features } = context;
  if (!found.file.request.outputs.includes('features')) return 'off';
  const own = await pictures.explained(found);
  if (own === undefined) return 'failed';
  const files = await filesOfImages(index.database, found.run);
  const searched = await features.nearest(found, own.line, files, mostImages);
  return searched.kind === 'found' ? imagesAt(index.database, found.run, searched.near) : searched.kind;
}

async function nearest(visit: Visit): Promise<unknown> {
  const found = await imageOf(visit);
  const { place, file, key, row, settled } = found;
  const shown = viewOf(visit, found);
  const query = imageQuery(shown, key);
  return sendRunPage(visit, found, {
    title: `Nearest to ${key}`,
    trail: [
      ['image', addresses.image(place, file.run, query)],
      ['nearest', addresses.nearest(place, file.run, query)],
    ],
    scripts: ['gallery'],
    body: nearestPage({ found, view: shown, image: row, near: await neighboursOf(visit, found), settled }),
  });
}

export const nearestRoutes = [view(`${runPath}/nearest`, nearest)];
