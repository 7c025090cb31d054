import type { Photo } from '../../imaging/readPhoto.ts';
import { guidedbackprop } from '../../methods/guidedbackprop.ts';
import type { Method } from '../../methods/method.ts';
import { readsLayers } from '../../model/request.ts';
import type { Explanation, ExplainOptions, ModelDoor } from '../../model/types.ts';
import { topIndices } from '../../tensor/argMax.ts';
import { item, type Tensor } from '../../tensor/tensor.ts';
import type { ChannelBudget } from '../../config/channelBudget.ts';
import { topCount, type ClassChoice } from '../../config/runRequest.ts';
import type { Classifier } from '../classifier.ts';
import { explainedPhoto, type ExplainedPhoto } from './explained.ts';
import type { Smoothing } from './summary.ts';

/** A single photograph has no label. */
export type PhotoClasses = Exclude<ClassChoice, 'label'>;

export interface ExplainPhotoOptions {
  readonly methods: readonly Method[];
  readonly layers?: readonly string[];
  readonly classes: PhotoClasses;
  readonly eigenSmooth?: true;
  readonly augSmooth?: true;
  readonly channels?: ChannelBudget;
  readonly compareExact?: true;
  readonly guided?: true;
  /** Whether every layer is wanted on its own, too. */
  readonly eachLayer: boolean;
}

export interface PhotoResults {
  /** One a method; several layers are fused. */
  readonly methods: readonly ExplainedPhoto[];
  /** One a layer and method that reads layers, and one a method of the whole network; empty unless `eachLayer`. */
  readonly single: readonly ExplainedPhoto[];
  /** Guided backpropagation, [classes, C, H, W]; null unless `guided`. */
  readonly guided: Tensor | null;
  readonly smoothing: Smoothing;
}

/** Throws METHOD_UNSUPPORTED where `guided` finds no ReLU. Classes and layers were checked by `checkNames`. */
export async function explainPhoto(
  { model, card }: Classifier,
  { input, ...photo }: Photo,
  options: ExplainPhotoOptions,
): Promise<PhotoResults> {
  const classes = [await chosenClasses(model, input, options.classes)];
  const guided = options.guided ? await guidedValues(model, input, classes) : null;
  const smoothing = { eigenSmooth: options.eigenSmooth === true, augSmooth: options.augSmooth === true };
  const explained = async (
    methods: readonly Method[],
    layers: readonly string[],
  ): Promise<ExplainedPhoto[]> => {
    const explanations = await model.explainMany(input, {
      methods: methods.map(({ name }) => name),
      layers,
      classes,
      ...smoothing,
      channels: options.channels,
      compareExact: [options.compareExact === true],
    });
    return explanations.map((explanation) => explainedPhoto(explanation, photo, card.labels));
  };
  const layers = options.layers ?? [];
  const methods = await explained(options.methods, layers);
  const reading = options.methods.filter(readsLayers);
  if (!options.eachLayer || layers.length < 2 || reading.length === 0) {
    return { methods, single: options.eachLayer ? methods : [], guided, smoothing };
  }
  const single = methods.filter((each) => each.layers.length === 0);
  for (const layer of layers) single.push(...(await explained(reading, [layer])));
  return { methods, single, guided, smoothing };
}

async function guidedValues(
  model: ModelDoor,
  input: Tensor,
  classes: NonNullable<ExplainOptions['classes']>,
): Promise<Explanation['values']> {
  return (await model.explain(input, { method: guidedbackprop.name, classes })).values;
}

async function chosenClasses(
  model: ModelDoor,
  input: Tensor,
  choice: PhotoClasses,
): Promise<readonly number[] | undefined> {
  if (choice === 'pred') return undefined;
  if (typeof choice === 'object') return choice;
  return topIndices(item(await model.classify(input), 0).data, topCount(choice)!);
}
