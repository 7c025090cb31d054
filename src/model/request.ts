/** The options of one call, checked against the model and with every default filled in. */
import type { ChannelBudget } from '../config/channelBudget.ts';
import type { Engine, Layer, ModelFacts } from '../engine/engine.ts';
import { CamlineError } from '../errors.ts';
import type { Method } from '../methods/method.ts';
import { methodNamed } from '../methods/registry.ts';
import type { Metric } from '../metrics/metric.ts';
import type { Region } from '../metrics/region.ts';
import { metricNamed } from '../metrics/registry.ts';
import type { ExplainManyOptions } from './types.ts';
import type { Tensor } from '../tensor/tensor.ts';

export interface ModelRequest {
  readonly methods: readonly Method[];
  readonly layers: readonly Layer[];
  /** Per image; null: the arg-max of the forward pass. */
  readonly classes: readonly (readonly number[] | null)[];
  readonly eigenSmooth: boolean;
  readonly augSmooth: boolean;
  /** Of ScoreCAM; null: every channel. */
  readonly channels: ChannelBudget | null;
  /** Per image. */
  readonly compareExact: readonly boolean[];
  /** Whether feature vectors are wanted. */
  readonly features: boolean;
  readonly metrics: readonly Metric[];
  /** Per image. */
  readonly regions: readonly (Region | undefined)[];
}

/** Throws METHOD_UNKNOWN, METRIC_UNKNOWN, LAYER_UNKNOWN, LAYER_UNUSABLE, CLASS_UNKNOWN or INPUT_INVALID. */
export function resolveRequest(engine: Engine, input: Tensor, options: ExplainManyOptions): ModelRequest {
  const count = checkedCount(engine, input);
  if (options.methods.length === 0) {
    throw new CamlineError('METHOD_UNKNOWN', 'Expected at least one method, received an empty list.');
  }
  const methods = options.methods.map(methodNamed);
  if (options.augSmooth === true) checkAugSmooth(methods);
  if (options.channels !== undefined) checkBudgetIsUsed(methods);
  const names = options.layers === undefined || options.layers.length === 0 ? [undefined] : options.layers;
  return {
    methods,
    layers:
      methods.some(readsLayers) || options.features === true
        ? distinctLayers(names.map((name) => spatialLayer(engine, name)))
        : [],
    ...imageOptions(options, count, engine.facts),
    eigenSmooth: options.eigenSmooth ?? false,
    augSmooth: options.augSmooth ?? false,
    channels: options.channels ?? null,
    features: options.features ?? false,
    metrics: (options.metrics ?? []).map(metricNamed),
  };
}

/** What is said image by image. Throws CLASS_UNKNOWN or INPUT_INVALID. */
export const imageOptions = (
  { classes, compareExact, regions }: ExplainManyOptions,
  count: number,
  { classCount }: Pick<ModelFacts, 'classCount'>,
): Pick<ModelRequest, 'classes' | 'compareExact' | 'regions'> => ({
  classes: checkedClasses(classes, count, classCount),
  compareExact: checkedCompareExact(compareExact, count),
  regions: checkedRegions(regions, count),
});

function checkedCompareExact(images: readonly boolean[] | undefined, count: number): readonly boolean[] {
  if (images === undefined) return new Array<boolean>(count).fill(false);
  if (images.length === count) return images;
  throw new CamlineError(
    'INPUT_INVALID',
    `Expected compareExact for each of ${count} images, received ${images.length}.`,
  );
}

/** Throws INPUT_INVALID unless there is one for each image, or none at all. */
export function checkedRegions(
  regions: readonly (Region | undefined)[] | undefined,
  count: number,
): readonly (Region | undefined)[] {
  if (regions === undefined) return new Array<undefined>(count).fill(undefined);
  if (regions.length === count) return regions;
  throw new CamlineError(
    'INPUT_INVALID',
    `Expected regions for each of ${count} images, received ${regions.length}.`,
  );
}

/** Each layer once, whatever it was called: twice the same would weigh twice in a mean, and be squared in a product. */
export const distinctLayers = (layers: readonly Layer[]): Layer[] => [
  ...new Map(layers.map((layer) => [layer.tensor, layer])).values(),
];

/** Whether the target layer plays a part. */
export const readsLayers = (method: Method): boolean =>
  method.kind === 'layer' || (method.kind === 'attribution' && method.cam !== null);

/** Throws METHOD_UNSUPPORTED where a budget of channels would change nothing. */
export function checkBudgetIsUsed(methods: readonly Method[]): void {
  if (methods.some(({ needs }) => needs.includes('maskedScores'))) return;
  throw new CamlineError(
    'METHOD_UNSUPPORTED',
    `channels (--channels) is how many channels ScoreCAM scores, and ${methods.map(({ name }) => name).join(', ')} ` +
      'scores none. Add scorecam, or leave it out.',
  );
}

/** Throws METHOD_UNSUPPORTED where augSmooth is asked for with a method that gives signed values. */
export function checkAugSmooth(methods: readonly Method[]): void {
  const attribution = methods.find((method) => method.kind === 'attribution');
  if (attribution === undefined) return;
  throw new CamlineError(
    'METHOD_UNSUPPORTED',
    `augSmooth (--aug-smooth) averages maps, and ${attribution.name} gives signed values of the input's pixels. ` +
      'Ask for it without augSmooth (smoothgrad is its smoothed form).',
  );
}

export function checkedCount(engine: Pick<Engine, 'facts'>, input: Tensor): number {
  const [count, ...rest] = input.shape;
  const wanted = engine.facts.input;
  const fits = rest.length === 3 && rest.every((dim, axis) => dim === wanted[axis]);
  if (count === undefined || count < 1 || !fits) {
    throw new CamlineError(
      'INPUT_INVALID',
      `Expected images of shape [n, ${wanted.join(', ')}] with n >= 1, received [${input.shape.join(', ')}].`,
    );
  }
  const expected = input.shape.reduce((product, dim) => product * dim, 1);
  if (!(input.data instanceof Float32Array) || input.data.length !== expected) {
    throw new CamlineError(
      'INPUT_INVALID',
      `Expected a Float32Array of ${expected} values for shape [${input.shape.join(', ')}], received ${describeData(input.data)}.`,
    );
  }
  return count;
}

const describeData = (data: unknown): string =>
  ArrayBuffer.isView(data)
    ? `a ${data.constructor.name} of ${'length' in data ? String(data.length) : '?'}`
    : typeof data;

/** Throws LAYER_UNUSABLE for a layer whose output is no spatial map. */
export function spatialLayer(engine: Engine, name: string | undefined): Layer {
  const layer = engine.layer(name);
  if (layer.spatial !== null) return layer;
  const usable = lastUsable(engine.layers());
  throw new CamlineError(
    'LAYER_UNUSABLE',
    `Layer "${layer.name}" gives ${layer.shapeText}, which is no spatial map: channels over rows and columns of the image. ` +
      (usable.length === 0 ? noMaps : `The last that are: ${usable.join(', ')}.`),
  );
}

const noMaps =
  'The network has none that is; methods that read no layer can explain it (see `camline methods`).';

const mostNamed = 8;

/**
 * Names of the last layers with a map, the default one last: behind it, what stands at a position no longer says anything of
 * it, or reaches the logits. Modules where there are any, since tensors have long names.
 */
export function lastUsable(layers: readonly Layer[]): string[] {
  const end = layers.findIndex(({ isDefault }) => isDefault);
  const usable = layers.filter(({ spatial }, at) => spatial !== null && (end === -1 || at <= end));
  const modules = usable.filter(({ name, tensor, isDefault }) => name !== tensor || isDefault);
  return (modules.length > 0 ? modules : usable).slice(-mostNamed).map(({ name }) => name);
}

function checkedClasses(
  classes: ExplainManyOptions['classes'],
  count: number,
  classCount: number,
): readonly (readonly number[] | null)[] {
  if (classes === undefined) return new Array<null>(count).fill(null);
  if (classes.length !== count) {
    throw new CamlineError(
      'CLASS_UNKNOWN',
      `Expected classes for each of ${count} images, received ${classes.length}.`,
    );
  }
  return classes.map((ofImage) => {
    if (ofImage === undefined) return null;
    const list = typeof ofImage === 'number' ? [ofImage] : ofImage;
    if (list.length === 0)
      throw new CamlineError(
        'CLASS_UNKNOWN',
        'Expected at least one class for each image, received an empty list.',
      );
    for (const index of list) checkClass(index, classCount);
    return list;
  });
}

/** Throws CLASS_UNKNOWN unless `index` is one of the model's classes. */
export function checkClass(index: number, classCount: number): void {
  if (Number.isInteger(index) && index >= 0 && index < classCount) return;
  throw new CamlineError(
    'CLASS_UNKNOWN',
    `Expected a class index in 0..${classCount - 1}, received ${index}: the model has ${classCount} classes.`,
  );
}
