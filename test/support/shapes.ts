/** The audits' small data set (bench/audits/train.py): shapes with a patch in the corner, cut from one picture. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { root } from '../../scripts/lib/paths.mjs';

export const shapesFolder = join(root, 'test/fixtures/audits');

/** An audit of it in the folder where it was written; limits are the defaults. */
export const shapesAudit = {
  name: 'shapes',
  source: 'list.jsonl',
  root: 'images',
  to: 'out',
  model: 'model.onnx',
  card: join(shapesFolder, 'card.json'),
  methods: ['gradcam'],
  metrics: ['energy', 'confidence'],
  noise: { images: 40 },
} as const;

interface Sheet {
  readonly size: number;
  readonly columns: number;
  readonly images: readonly { readonly label: number; readonly box: readonly number[] }[];
}

/** Writes `images/` and `list.jsonl` into `folder`: keys "000.png" and so on. @param from folder of images.png and images.json */
export async function writeShapes(folder: string, from = shapesFolder): Promise<number> {
  const { size, columns, images } = JSON.parse(readFileSync(join(from, 'images.json'), 'utf8')) as Sheet;
  mkdirSync(join(folder, 'images'), { recursive: true });
  const sheet = readFileSync(join(from, 'images.png'));
  const { data, info } = await sharp(sheet).removeAlpha().raw().toBuffer({ resolveWithObject: true });
  const lines = await Promise.all(
    images.map(async ({ label, box }, index) => {
      const key = `${String(index).padStart(3, '0')}.png`;
      const region = {
        left: (index % columns) * size,
        top: Math.floor(index / columns) * size,
        width: size,
        height: size,
      };
      const raw = { width: info.width, height: info.height, channels: 3 as const };
      await sharp(data, { raw })
        .extract(region)
        .png()
        .toFile(join(folder, 'images', key));
      return JSON.stringify({ key, label, box });
    }),
  );
  writeFileSync(join(folder, 'list.jsonl'), `${lines.join('\n')}\n`);
  return images.length;
}
