/** The eight photographs as a batch, repeated where more images are asked for. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { readModelCard, readPhoto, type Tensor } from 'camline';
import { root } from '../../scripts/lib/paths.mjs';

export async function photographs(count: number): Promise<Tensor> {
  const folder = join(root, 'samples');
  const { card } = await readModelCard({ modelPath: join(root, 'models', 'efficientnet_lite0.onnx') });
  const files = readdirSync(folder).filter((name) => name.endsWith('.jpg'));
  const images = await Promise.all(
    files.map(async (name) => (await readPhoto(join(folder, name), card)).input),
  );
  const size = images[0]!.data.length;
  const data = new Float32Array(count * size);
  for (let index = 0; index < count; index++) data.set(images[index % images.length]!.data, index * size);
  return { data, shape: [count, ...images[0]!.shape.slice(-3)] };
}
