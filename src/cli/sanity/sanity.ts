/** `camline sanity`: whether maps depend on what a network has learned. */
import { sampleImages } from '../../check/sample.ts';
import { isModelJson } from '../../config/modelFile.ts';
import { modelCache } from '../../config/settings.ts';
import { CamlineError } from '../../errors.ts';
import { readPhoto } from '../../imaging/readPhoto.ts';
import { methodNamed } from '../../methods/registry.ts';
import { stacked } from '../../model/batches.ts';
import { localModel } from '../../remote/localModel.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { withClassifier, type Classifier, type ClassifierOptions } from '../classifier.ts';
import { printJson, printLines } from '../output.ts';
import { openStepLine } from '../progress/stepLine.ts';
import { settingsOf } from '../settings.ts';
import { table } from '../table.ts';
import { cascade, type Cascade } from './cascade.ts';
import { mostCorrelation, verdictsOf } from './verdict.ts';

export interface SanityOptions extends ClassifierOptions {
  readonly methods: readonly string[];
  readonly layers?: readonly string[];
  readonly stages: number;
  readonly seed: number;
  readonly json?: true;
  readonly quiet?: true;
}

/** @returns the exit code: 1 where a map stays what it was without anything that was learned */
export async function sanity(
  given: string,
  photos: readonly string[],
  options: Omit<SanityOptions, 'model'>,
): Promise<number> {
  const methods = options.methods.map((name) => methodNamed(name).name);
  const settings = await settingsOf(options);
  const { path: model, origin } = await localModel(given, modelCache(settings));
  if (isModelJson(model)) {
    throw new CamlineError(
      'MODEL_UNSUPPORTED',
      'Weights are drawn anew in ONNX files only: export the network to ONNX (python -m tf2onnx.convert), and give that.',
    );
  }
  const progress = openStepLine(options.quiet === true);
  try {
    const { engineThreads, device } = settings;
    const { images, reading } = await withClassifier({ ...options, model }, async (classifier) => ({
      images: await imagesOf(photos, classifier),
      reading: classifier.reading,
    }));
    const found = await cascade({
      path: model,
      reading: { ...reading, engineThreads, device },
      images,
      methods,
      layers: options.layers,
      stages: options.stages,
      seed: options.seed,
      onStage: (done, total) => progress.show({ done, total, what: 'maps of the network' }),
    });
    progress.stop();
    const verdicts = verdictsOf(found);
    if (options.json)
      printJson({ model: origin, images: images.shape[0], seed: options.seed, ...found, verdicts });
    else printLines(lines(found));
    return verdicts.some(({ verdict }) => verdict === 'keeps') ? 1 : 0;
  } finally {
    progress.stop();
  }
}

async function imagesOf(photos: readonly string[], { model, card }: Classifier): Promise<Tensor> {
  if (photos.length === 0) return sampleImages(model.facts, null);
  const inputs: Tensor[] = [];
  for (const photo of photos) inputs.push((await readPhoto(photo, card)).input);
  return stacked(inputs);
}

const verdictWords = {
  follows: 'depends on what the network learned',
  keeps: `KEEPS ITS ORDER (${mostCorrelation} or more): it would look alike for a network that learned nothing`,
} as const;

function lines(found: Cascade): string[] {
  const methods = Object.keys(found.stages[0]?.correlations ?? {});
  const shown = (value: number | null | undefined): string =>
    typeof value === 'number' ? value.toFixed(2) : '–';
  const rows = found.stages.map(({ randomised, layer, correlations }) => [
    `${randomised} of ${found.layers}`,
    layer ?? '(as it is)',
    ...methods.map((method) => shown(correlations[method])),
  ]);
  return [
    'mean rank correlation with the maps of the untouched network:',
    ...table(['layers drawn anew', 'down to', ...methods], rows),
    '',
    ...verdictsOf(found).map(
      ({ method, verdict, left }) =>
        `${method}: ${verdictWords[verdict]}${left === null ? ' (no map was left at the end)' : ''}`,
    ),
  ];
}
