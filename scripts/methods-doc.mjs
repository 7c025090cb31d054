/** `npm run docs`: docs/methods.md and one picture per method; `npm run docs -- --text` leaves the pictures as they are. */
import './lib/node.mjs';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { methodsPage } from './lib/methodsPage.mjs';
import { root } from './lib/paths.mjs';
import { ensureReady, main } from './lib/ready.mjs';

const folder = join(root, 'docs', 'methods');
/** @param {string} id */
const pictureOf = (id) => join(folder, `${id}.jpg`);
const pixels = 224;

await main(async () => {
  await ensureReady();
  const { methods } = await import('../dist/index.js');
  const { needWords } = await import('../dist/cli/methods/needs.js');
  if (!process.argv.includes('--text')) await drawAll(methods);
  const page = methodsPage(methods, needWords, (id) => existsSync(pictureOf(id)));
  const { format, resolveConfig } = await import('prettier');
  const file = join(root, 'docs', 'methods.md');
  writeFileSync(file, await format(page, { ...(await resolveConfig(file)), parser: 'markdown' }));
  return 0;
});

/** @param {readonly import('../src/methods/method.ts').Method[]} methods */
async function drawAll(methods) {
  const { openModel, readModelCard, readPhoto } = await import('../dist/index.js');
  const { mapPicture } = await import('../dist/imaging/mapPicture.js');
  const { encodeThumbnailJpeg } = await import('../dist/imaging/encode.js');
  mkdirSync(folder, { recursive: true });
  const modelPath = join(root, 'models', 'efficientnet_lite0.onnx');
  const { card } = await readModelCard({ modelPath });
  const photo = await readPhoto(join(root, 'samples', 'chelsea.jpg'), card);
  const model = await openModel(modelPath);
  for (const { name, id, kind } of methods) {
    console.error(name);
    const layers = kind === 'layer' ? { layers: ['head'] } : {};
    try {
      const { maps, values, look } = await model.explain(photo.input, { method: name, ...layers });
      const map = { map: maps.data, values: values?.data ?? null };
      const picture = mapPicture(look, map, photo.crop, card.channels);
      writeFileSync(pictureOf(id), await encodeThumbnailJpeg(picture, pixels));
    } catch (error) {
      const unsupported = error instanceof Error && 'code' in error && error.code === 'METHOD_UNSUPPORTED';
      if (!unsupported) throw error;
      console.error(`  ${error.message}`);
    }
  }
  await model.close();
}
