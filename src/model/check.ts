/** `ModelDoor.check`: asks the model's thread for one piece after the other, so that progress can be told. */
import { checkNames, checks, type CheckName } from '../check/checks.ts';
import type { Answer, Finding } from '../check/finding.ts';
import { methodStates } from '../check/methodStates.ts';
import type { CheckReport } from '../check/report.ts';
import { sampleImages } from '../check/sample.ts';
import type { Trial, Trialled } from '../check/trials.ts';
import { verdictOf } from '../check/verdict.ts';
import type { Layer, ModelFacts } from '../engine/engine.ts';
import { CamlineError } from '../errors.ts';
import { methods } from '../methods/registry.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { checkedCount } from './request.ts';
import type { CheckOptions } from './types.ts';

/** What is asked of the thread. */
export interface Checked {
  readonly facts: ModelFacts;
  readonly layers: readonly Layer[];
  layer(name: string | undefined): Promise<Layer>;
  tryNeed(need: Trialled, images: Tensor, layer: string | null): Promise<Trial>;
  runCheck(name: CheckName, images: Tensor, layer: string | null): Promise<Answer>;
}

/** Throws LAYER_UNKNOWN or LAYER_UNUSABLE for a layer that was asked for, INPUT_INVALID for a photograph of another size. */
export async function checkModel(model: Checked, options: CheckOptions): Promise<CheckReport> {
  const { photo = null, layers: names = [], onProgress = () => undefined } = options;
  if (photo !== null) checkedCount(model, photo);
  const named = await inTurn(names, (name) => model.layer(name));
  const images = await imagesFor(model, photo);
  const standard = await defaultLayer(model);
  const usable = named.length > 0 ? null : await firstUsable(model, standard.layer, images);
  const layers = usable === null ? named : usable.layer === null ? [] : [usable.layer];
  const first = layers[0]?.tensor ?? null;

  const needs = [...new Set<Trialled>(['forward', ...methods.flatMap((method) => method.needs)])];
  const comparisons = checkNames.flatMap((name) => placesOf(name, layers).map((layer) => ({ name, layer })));
  const total = needs.length + comparisons.length;
  let done = 0;
  const step = (what: string): void => onProgress({ done: done++, total, what });

  const trials = await inTurn(needs, (need) => {
    step(`needs of methods: ${need}`);
    return model.tryNeed(need, images, first);
  });
  const findings = await inTurn(comparisons, async ({ name, layer }): Promise<Finding> => {
    const title = checks[name].about === 'layer' ? `${name} ${layer?.name ?? 'a layer'}` : name;
    step(title);
    return { name: title, ...(await model.runCheck(name, images, layer?.tensor ?? null)) };
  });
  const states = methodStates(methods, trials, layers.length > 0 ? null : standard.why);
  return {
    defaultLayer: standard.layer,
    withoutLayer: standard.why,
    unusableDefault: usable?.why ?? null,
    checkedLayers: layers.map(({ name }) => name),
    layerCount: model.layers.length,
    mapCount: model.layers.filter(({ spatial }) => spatial !== null).length,
    images: photo === null ? 'noise' : 'photograph',
    methods: states,
    findings,
    verdict: verdictOf(findings, states),
  };
}

/** The photograph and what is made of it; else noise, of values in 0 … 1 where only these give numbers. */
async function imagesFor(model: Checked, photo: Tensor | null): Promise<Tensor> {
  const images = sampleImages(model.facts, photo);
  const works = async (tried: Tensor): Promise<boolean> =>
    (await model.tryNeed('forward', tried, null)).outcome === 'works';
  if (photo !== null || (await works(images))) return images;
  const positive = sampleImages(model.facts, null, true);
  return (await works(positive)) ? positive : images;
}

/** Gradients are compared at every layer, all else at the first. */
function placesOf(name: CheckName, layers: readonly Layer[]): readonly (Layer | null)[] {
  if (name === 'gradient at' && layers.length > 0) return layers;
  return [layers[0] ?? null];
}

async function defaultLayer(model: Checked): Promise<{ layer: Layer | null; why: string | null }> {
  try {
    return { layer: await model.layer(undefined), why: null };
  } catch (error) {
    if (error instanceof CamlineError && error.code === 'LAYER_UNUSABLE')
      return { layer: null, why: error.message };
    throw error;
  }
}

/** How many layers in front of a default one that cannot be used are tried. */
const mostTried = 8;

/** The default layer, or where the network cannot be cut there the last map in front of it where it can. */
async function firstUsable(
  model: Checked,
  standard: Layer | null,
  images: Tensor,
): Promise<{ layer: Layer | null; why: string | null }> {
  if (standard === null) return { layer: null, why: null };
  const maps = model.layers.filter(({ spatial }) => spatial !== null);
  const at = maps.findIndex(({ tensor }) => tensor === standard.tensor);
  const { outcome, why } = await model.tryNeed('forward', images, standard.tensor);
  if (outcome !== 'refused') return { layer: standard, why: null };
  for (const layer of maps.slice(Math.max(0, at - mostTried), Math.max(0, at)).toReversed()) {
    const trial = await model.tryNeed('forward', images, layer.tensor);
    if (trial.outcome !== 'refused') return { layer, why };
  }
  return { layer: standard, why };
}

async function inTurn<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  for (const item of items) results.push(await work(item));
  return results;
}
