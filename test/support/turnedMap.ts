/** Smoothed maps with the sign of their principal component turned, for goldens that list one sign only. */
import type { Engine } from '../../src/engine/engine.ts';
import { methodNamed } from '../../src/methods/registry.ts';
import { finishLayer, fuseLayers } from '../../src/model/finish.ts';
import { gatherIngredients } from '../../src/model/ingredients.ts';
import { rawMap } from '../../src/model/rawMap.ts';
import type { Tensor } from '../../src/tensor/tensor.ts';
import type { GoldenCase } from './golden.ts';

/**
 * @param classes one per image
 * @returns [n, H, W]
 */
export async function turnedMap(
  engine: Engine,
  images: Tensor,
  classes: readonly number[],
  { layer: layerName, method: methodName }: GoldenCase,
): Promise<Tensor> {
  const [layer, method] = [engine.layer(layerName), methodNamed(methodName)];
  if (method.kind !== 'layer') throw new Error(`${method.name} has no sign to turn`);
  const forward = await engine.forward(images, [layer]);
  const rows = classes.map((index, image) => ({ image, class: index }));
  const pass = { engine, images, forward, rows };
  const ingredients = await gatherIngredients(pass, layer, new Set(method.needs));
  const [, height, width] = layer.spatial!;
  const turned = ingredients.flatMap((given) =>
    Array.from(rawMap(method.contribution(given), given.activations, true), (value) => -value),
  );
  const raw = { data: Float32Array.from(turned), shape: [rows.length, height, width] };
  const [, , rowsOut = 0, columnsOut = 0] = images.shape;
  return fuseLayers([finishLayer(raw, rowsOut, columnsOut)], method.fusion);
}
