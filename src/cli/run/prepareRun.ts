import { dirname } from 'node:path';
import { byDesign } from '../../check/checks.ts';
import { sampleImages } from '../../check/sample.ts';
import { mergeRequest } from '../../config/defaults.ts';
import type { ChannelBudget } from '../../config/channelBudget.ts';
import {
  topCount,
  type ClassChoice,
  type OutputKind,
  type OverlayGround,
  type RunRequest,
  type Sample,
} from '../../config/runRequest.ts';
import { CamlineError } from '../../errors.ts';
import type { Layer } from '../../engine/engine.ts';
import type { Method } from '../../methods/method.ts';
import type { Metric } from '../../metrics/metric.ts';
import { metricNamed } from '../../metrics/registry.ts';
import { methodNamed } from '../../methods/registry.ts';
import { checkAugSmooth, checkBudgetIsUsed, distinctLayers, readsLayers } from '../../model/request.ts';
import type { ModelDoor } from '../../model/types.ts';
import type { ResolvedModel } from '../../producer/planRun.ts';
import type { ModelFiles } from '../../producer/uploadModel.ts';
import { checkListing } from '../../sources/listSource.ts';
import { shardSize } from '../../producer/shardSize.ts';
import { slice } from '../../tensor/tensor.ts';
import { classChoice } from '../classChoice.ts';
import { knownClasses, type Classifier } from '../classifier.ts';
import type { CostLayer } from '../methods/cost.ts';
import { forwardsPerImage, judgingPasses } from './forwardsPerImage.ts';
import { imageTimeoutSeconds } from './imageTimeout.ts';
import type { SourceOptions } from './sourceOf.ts';
import { probesOf } from './probes.ts';

export interface RequestOptions extends SourceOptions {
  readonly methods: readonly string[];
  readonly layers?: readonly string[];
  readonly classes: string;
  readonly outputs?: readonly OutputKind[];
  readonly overlay?: OverlayGround;
  readonly eigenSmooth?: true;
  readonly augSmooth?: true;
  readonly channels?: ChannelBudget;
  readonly metrics?: readonly string[];
  readonly sample?: Sample;
  readonly shard?: number;
  /** Seconds. */
  readonly imageTimeout?: number;
  readonly maxImagePixels?: number;
  readonly maxImageBytes?: number;
}

export interface PreparedRun {
  readonly request: RunRequest;
  readonly resolved: ResolvedModel;
  readonly modelFiles: ModelFiles;
  /** Forward passes an image. */
  readonly forwards: number;
}

/**
 * The whole request, every name in it checked against the model: METHOD_UNKNOWN, LAYER_UNKNOWN, LAYER_UNUSABLE,
 * CLASS_UNKNOWN, METHOD_UNSUPPORTED, GRADIENT_MISSING, CONFIG_INVALID, and what `checkListing` throws.
 */
export async function prepareRun(
  source: RunRequest['source'],
  classifier: Classifier,
  options: RequestOptions,
): Promise<PreparedRun> {
  const { model, card, path, origin, reading } = classifier;
  const methods = options.methods.map(methodNamed);
  const metrics = (options.metrics ?? []).map(metricNamed);
  checkBoxes(metrics, source);
  if (options.augSmooth === true) checkAugSmooth(methods);
  if (options.channels !== undefined) checkBudgetIsUsed(methods);
  const classes = givenClasses(options.classes, classifier, source);
  const wantsLayer = methods.some(readsLayers) || options.outputs?.includes('features') === true;
  const layers = await resolvedLayers(model, wantsLayer, options.layers);
  await checkGradients(model, methods, layers);
  const augmented = options.augSmooth === true;
  const work = { methods, layers: await costLayers(model, layers), augmented, classes: mostClasses(classes) };
  const pixels = model.facts.input[1] * model.facts.input[2];
  const forwards = forwardsPerImage(work) + judgingPasses(work, metrics, pixels);
  const request = mergeRequest({
    source,
    model: { path: origin, sha256: model.facts.sha256, ...reading },
    card,
    methods: methods.map(({ id }) => id),
    layers: options.layers === undefined ? [] : layers.map(({ name }) => name),
    classes,
    outputs: options.outputs === undefined ? undefined : [...options.outputs],
    overlay: options.overlay,
    eigenSmooth: options.eigenSmooth === true,
    augSmooth: augmented,
    ...(options.channels !== undefined && { channels: options.channels }),
    ...(metrics.length > 0 && { metrics: metrics.map(({ name }) => name) }),
    ...(options.sample !== undefined && { sample: options.sample }),
    shardSize: options.shard ?? shardSize(forwards),
    imageTimeoutSeconds: options.imageTimeout ?? imageTimeoutSeconds(forwards),
    maxImagePixels: options.maxImagePixels,
    maxImageBytes: options.maxImageBytes,
  });
  await checkListing(request, { classCount: model.facts.classCount });
  const modelFiles = { folder: dirname(path), files: model.facts.files };
  return { request, resolved: resolvedModel(classifier, layers), modelFiles, forwards };
}

function givenClasses(text: string, classifier: Classifier, source: RunRequest['source']): ClassChoice {
  const labelled = source.kind === 'manifest' || source.kind === 'tar';
  return classChoice(text, knownClasses(classifier), labelled ? 'labelledRun' : 'run');
}

/** Throws CONFIG_INVALID for a metric that needs boxes or masks, where the source cannot have any. */
function checkBoxes(metrics: readonly Metric[], source: RunRequest['source']): void {
  const needy = metrics.filter(({ needsRegion }) => needsRegion).map(({ name }) => name);
  if (needy.length === 0 || source.kind === 'manifest' || source.kind === 'tar') return;
  throw new CamlineError(
    'CONFIG_INVALID',
    `Expected boxes or masks for --metrics ${needy.join(',')}: a ${source.kind} has none. Give a manifest of ` +
      '{"key": "cats/1.jpg", "box": [x, y, width, height]}, pixels of the photograph, or with "mask": "cats/1.png", not zero ' +
      'where the object is.',
  );
}

/** Layers that were named are checked whether anything reads them or not; the default one is needed only where something does. */
async function resolvedLayers(
  model: ModelDoor,
  wantsLayer: boolean,
  names: readonly string[] | undefined,
): Promise<Layer[]> {
  const wanted = names ?? (wantsLayer ? [undefined] : []);
  return distinctLayers(await Promise.all(wanted.map((name) => model.layer(name))));
}

const costLayers = (model: ModelDoor, layers: readonly Layer[]): Promise<CostLayer[]> =>
  Promise.all(
    layers.map(async ({ name, spatial }) => ({
      channels: spatial?.[0] ?? 0,
      affineTail: await model.hasAffineTail(name),
    })),
  );

/** Classes that an image may have. */
function mostClasses(choice: ClassChoice): number {
  return topCount(choice) ?? (typeof choice === 'string' ? 1 : choice.length);
}

function resolvedModel({ model, warnings }: Classifier, layers: readonly Layer[]): ResolvedModel {
  const { engine: name, engineVersion: version, device, classCount } = model.facts;
  return {
    layers: layers.map((layer) => layer.name),
    classCount,
    engine: { name, version, device },
    notes: warnings,
  };
}

/**
 * A picture of noise tells before the run whether every operation on the way has a rule: one backward pass for each kind of
 * gradient, by the cheapest method that needs it. (Black would not do: networks that divide by an image's range or deviation
 * have no answer to it.) METHOD_UNSUPPORTED where the network has no ReLU for guided ones.
 */
async function checkGradients(
  model: ModelDoor,
  methods: readonly Method[],
  layers: readonly Layer[],
): Promise<void> {
  const probes = probesOf(methods);
  if (probes.length === 0) return;
  const input = slice(sampleImages(model.facts, null, true), 0, 1);
  try {
    await model.explainMany(input, { methods: probes, layers: layers.map(({ name }) => name) });
  } catch (error) {
    if (!(error instanceof CamlineError) || byDesign.has(error.code)) throw error;
    const what = 'This was a trial before the run, with an image of noise.';
    throw new CamlineError(error.code, `${error.message} ${what}`, { cause: error });
  }
}
