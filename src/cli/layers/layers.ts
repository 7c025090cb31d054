/** `camline layers`: where in a model a map can be computed. */
import { modelCache } from '../../config/settings.ts';
import type { Layer, ModelFacts } from '../../engine/engine.ts';
import { CamlineError } from '../../errors.ts';
import { openModel } from '../../model/openModel.ts';
import { localModel } from '../../remote/localModel.ts';
import { printJson, printLines } from '../output.ts';
import { readingOf, usedReading, type ReadingOptions } from '../reading.ts';
import { settingsOf, type SettingOptions } from '../settings.ts';
import { table } from '../table.ts';

export interface LayersOptions extends SettingOptions, ReadingOptions {
  readonly model?: string;
  readonly json?: true;
}

export async function layers(argument: string | undefined, options: LayersOptions): Promise<void> {
  const given = oneModel(argument, options.model);
  const settings = await settingsOf(options);
  const { engineThreads } = settings;
  const { path } = await localModel(given, modelCache(settings));
  const reading = await readingOf(path, options);
  const model = await openModel(path, { engineThreads, device: 'cpu', ...reading });
  try {
    usedReading(model.facts, reading, options.size);
    if (options.json) printJson({ model: model.facts, layers: model.layers().map(described) });
    else printLines(layerLines(model.facts, model.layers()));
  } finally {
    await model.close();
  }
}

/** Throws CONFIG_INVALID unless a model is named, once. */
export function oneModel(argument: string | undefined, option: string | undefined): string {
  const given = argument ?? option;
  if (given !== undefined && (argument === undefined || option === undefined || argument === option))
    return given;
  throw new CamlineError(
    'CONFIG_INVALID',
    given === undefined
      ? 'Expected a model: camline layers MODEL.onnx (or the model.json of TensorFlow.js), received none.'
      : `Expected one model, received two: ${argument} and --model ${option}.`,
  );
}

const described = ({ name, tensor, spatial, shapeText, op, isDefault }: Layer): object => ({
  name,
  tensor,
  shape: shapeText,
  spatial,
  op,
  default: isDefault,
});

/** "[n, 65, 48] as 8x8": where the grid does not show in the shape. */
const seenAs = (shapeText: string, view: Layer['view']): string =>
  view?.kind === 'tokens' ? `${shapeText} as ${view.rows}x${view.columns}` : shapeText;

/** Where the file has its axes in another order than maps and images here. */
function asTaken({ input: [channels, rows, columns], source }: ModelFacts): string {
  if (source?.layout !== 'channelsLast') return '';
  return ` (the file takes NHWC: [n, ${rows}, ${columns}, ${channels}])`;
}

/** Pure: the facts in a line, the layers as a table, what is worth knowing below. */
export function layerLines(facts: ModelFacts, layers: readonly Layer[]): string[] {
  const rows = layers.map(({ name, shapeText, op, tensor, isDefault, spatial, view }) => [
    isDefault ? '*' : spatial === null ? '-' : '',
    name,
    seenAs(shapeText, view),
    op,
    tensor,
  ]);
  return [
    `input [n, ${facts.input.join(', ')}]${asTaken(facts)}, ${facts.classCount} classes${facts.opset === null ? '' : `, opset ${facts.opset}`}, written by ${facts.exporter}`,
    ...table(['', 'LAYER', 'SHAPE', 'OP', 'TENSOR'], rows),
    '* taken when no layer is asked for    - no spatial map: cannot be explained',
    ...facts.notes.map((note) => `note: ${note}`),
  ];
}
