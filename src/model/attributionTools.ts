/** What an attribution may ask the model, answered in batches and, at the image itself, once for all methods. */
import { CamlineError } from '../errors.ts';
import type { AttributionTools, ImageSeries, LayerMethod } from '../methods/method.ts';
import { probabilities } from '../tensor/probabilities.ts';
import { item, type Tensor } from '../tensor/tensor.ts';
import { ranges } from './batches.ts';
import { classSlots } from './classSlots.ts';
import type { Pass } from './ingredients.ts';
import { seedOf } from './seed.ts';

/** Input gradients of every row by rule, computed when first asked for. */
export class RowGradients {
  private readonly byRule = new Map<'plain' | 'guided', Promise<Tensor[]>>();
  private readonly pass: Pass;

  constructor(pass: Pass) {
    this.pass = pass;
  }

  async of(row: number, rule: 'plain' | 'guided'): Promise<Tensor> {
    const known = this.byRule.get(rule) ?? this.compute(rule);
    this.byRule.set(rule, known);
    return (await known)[row]!;
  }

  private async compute(rule: 'plain' | 'guided'): Promise<Tensor[]> {
    const { engine, images, forward, rows } = this.pass;
    const byRow: Tensor[] = new Array<Tensor>(rows.length);
    for (const slot of classSlots(rows)) {
      const gradients = await engine.inputGradients(images, seedOf(forward.logits, slot, 'logit'), rule);
      for (const { row, index } of slot) byRow[index] = item(gradients, row.image);
    }
    return byRow;
  }
}

export interface ToolSettings {
  readonly pass: Pass;
  readonly gradients: RowGradients;
  /** Images an engine call. */
  readonly batch: number;
  /** Finished maps [rows, H, W] of the layer method that an attribution is combined with. */
  readonly cams: ReadonlyMap<LayerMethod, Tensor>;
}

/** Tools for row `index` of the pass; `cam` is the layer method that the attribution names. */
export function toolsFor(
  index: number,
  cam: LayerMethod | null,
  { pass, gradients, batch, cams }: ToolSettings,
): AttributionTools {
  const row = pass.rows[index]!;
  const image = item(pass.images, row.image);
  const logits = item(pass.forward.logits, row.image).data;
  return {
    image,
    logit: logits[row.class]!,
    gradient: (rule) => gradients.of(index, rule),
    gradientsAt: async (count, series, use) => {
      for (const [from, to] of ranges(count, batch)) {
        const images = imagesOf(series, from, to, image.shape);
        const seed = {
          data: new Float32Array((to - from) * logits.length),
          shape: [to - from, logits.length],
        };
        for (let at = 0; at < to - from; at++) seed.data[at * logits.length + row.class] = 1;
        const answer = await pass.engine.inputGradients(images, seed, 'plain');
        for (let at = 0; at < to - from; at++) use(item(answer, at).data, from + at);
      }
    },
    scoresAt: async (count, series) => {
      const rule = pass.engine.facts.probability;
      const scores = { logits: new Float32Array(count), probabilities: new Float32Array(count) };
      for (const [from, to] of ranges(count, batch)) {
        const answer = (await pass.engine.forward(imagesOf(series, from, to, image.shape), [])).logits;
        for (let at = 0; at < to - from; at++) {
          const ofImage = item(answer, at).data;
          scores.logits[from + at] = ofImage[row.class]!;
          scores.probabilities[from + at] = probabilities(ofImage, rule)[row.class]!;
        }
      }
      return scores;
    },
    cam: () => {
      const maps = cam === null ? undefined : cams.get(cam);
      if (maps === undefined) {
        throw new CamlineError(
          'INTERNAL',
          'An attribution asked for the map of a layer without naming its method.',
        );
      }
      return item(maps, index);
    },
  };
}

/** Images `from` to `to` of a series, [m, C, H, W]. */
function imagesOf(series: ImageSeries, from: number, to: number, shape: readonly number[]): Tensor {
  const size = shape.reduce((product, dim) => product * dim, 1);
  const data = new Float32Array((to - from) * size);
  for (let index = from; index < to; index++) {
    series(index, data.subarray((index - from) * size, (index - from + 1) * size));
  }
  return { data, shape: [to - from, ...shape] };
}
