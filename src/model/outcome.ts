/** What one batch gives for one method, whatever its kind. */
import { stackedItems } from './batches.ts';
import { attributionPicture } from './attributionPicture.ts';
import { RowGradients, toolsFor } from './attributionTools.ts';
import { scale, range } from '../tensor/scale.ts';
import { item, type Tensor } from '../tensor/tensor.ts';
import type { AttributionMethod, LayerMethod, Method, NetworkMethod } from '../methods/method.ts';
import { classSlots } from './classSlots.ts';
import { budgetFigures } from './budgetFigures.ts';
import type { Pass } from './ingredients.ts';
import { finishedByMethod, fused, refuseNonFinite } from './layerExplanations.ts';
import type { ModelRequest } from './request.ts';
import { seedOf } from './seed.ts';
import type { Explanation } from './types.ts';

export type Outcome = Pick<Explanation, 'layers' | 'maps' | 'layerMaps' | 'rawRange' | 'values' | 'figures'>;

/** Outcomes of every method of the request on one pass; `batch`: images an engine call. */
export async function outcomesOf(
  pass: Pass,
  request: ModelRequest,
  batch: number,
): Promise<ReadonlyMap<Method, Outcome>> {
  const { methods } = request;
  const layered = new Set(methods.flatMap(camOf));
  const finished = await finishedByMethod(pass, [...layered], request);
  const cams = new Map([...finished].map(([method, layers]) => [method, fused(method, layers)] as const));
  const settings = { pass, gradients: new RowGradients(pass), batch, cams };
  const names = request.layers.map((layer) => layer.name);
  const outcomes = new Map<Method, Outcome>();
  for (const method of methods) {
    switch (method.kind) {
      case 'layer': {
        const layers = finished.get(method)!;
        const maps = cams.get(method)!;
        outcomes.set(method, {
          ...nothingMore(pass),
          layers: names,
          maps,
          layerMaps: layers.length === 1 ? layers[0]!.layerMaps : null,
          rawRange: layers[0]!.rawRange,
          figures: await budgetFigures(pass, request, { method, layers, maps }, request.compareExact),
        });
        break;
      }
      case 'network':
        outcomes.set(method, { ...nothingMore(pass), ...(await networkMaps(pass, method)) });
        break;
      case 'attribution':
        outcomes.set(method, {
          ...(await attributed(method, pass, (index) => toolsFor(index, method.cam, settings))),
          layers: method.cam === null ? [] : names,
        });
        break;
      default:
        method satisfies never;
    }
  }
  return outcomes;
}

/** The class activation map behind a method, if there is one. */
export const camOf = (method: Method): LayerMethod[] => {
  if (method.kind === 'layer') return [method];
  return method.kind === 'attribution' && method.cam !== null ? [method.cam] : [];
};

const nothingMore = (pass: Pass): Pick<Outcome, 'layers' | 'layerMaps' | 'values' | 'figures'> => ({
  layers: [],
  layerMaps: null,
  values: null,
  figures: pass.rows.map(() => ({})),
});

/** FullGrad and its like: a raw map of the input's size, scaled. */
async function networkMaps(pass: Pass, method: NetworkMethod): Promise<Pick<Outcome, 'maps' | 'rawRange'>> {
  const [, rows, columns] = pass.engine.facts.input;
  const byRow: Tensor[] = new Array<Tensor>(pass.rows.length);
  for (const slot of classSlots(pass.rows)) {
    const answer = await pass.engine.biasMaps(pass.images, seedOf(pass.forward.logits, slot, 'logit'));
    for (const { row, index } of slot) {
      const data = method.map({
        image: item(pass.images, row.image),
        inputGradients: item(answer.inputGradients, row.image),
        biasMaps: answer.layers.map((maps) => item(maps, row.image)),
      });
      refuseNonFinite(data, method.title);
      byRow[index] = { data, shape: [rows, columns] };
    }
  }
  const rawRange = byRow.map(({ data }) => range(data));
  for (const { data } of byRow) scale(data);
  return { maps: stackedItems(byRow), rawRange };
}

type Tools = ReturnType<typeof toolsFor>;

async function attributed(
  method: AttributionMethod,
  pass: Pass,
  tools: (index: number) => Tools,
): Promise<Omit<Outcome, 'layers'>> {
  const [, rows, columns] = pass.engine.facts.input;
  const answers = [];
  for (const index of pass.rows.keys()) {
    const answer = await method.attribute(tools(index));
    refuseNonFinite(answer.values.data, method.title);
    answers.push(answer);
  }
  return {
    maps: stackedItems(
      answers.map(({ values }) => ({ data: attributionPicture(values), shape: [rows, columns] })),
    ),
    layerMaps: null,
    rawRange: answers.map(({ values }) => range(values.data)),
    values: stackedItems(answers.map(({ values }) => values)),
    figures: answers.map(({ figures }) => figures),
  };
}
