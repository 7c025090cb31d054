import { Command } from 'commander';
import type { Layer, ModelFacts } from '../../engine/engine.ts';
import { openModel } from '../../model/openModel.ts';
import {
  gridOption,
  outputOption,
  sizeOption,
  readingOf,
  usedReading,
  type ReadingOptions,
} from '../reading.ts';
import { printJson, printLines } from '../output.ts';
import { settingsOf, type SettingOptions } from '../settings.ts';
import { table } from '../table.ts';

interface LayersOptions extends SettingOptions, ReadingOptions {
  readonly model: string;
  readonly json?: true;
}

export const layersCommand = (): Command =>
  new Command('layers')
    .description('list the layers of a model where a map can be computed')
    .requiredOption('--model <file>', 'ONNX classifier')
    .addOption(gridOption())
    .addOption(outputOption())
    .addOption(sizeOption())
    .option('--json', 'one JSON object on stdout')
    .action((_own: LayersOptions, command: Command) => listLayers(command.optsWithGlobals<LayersOptions>()));

async function listLayers(options: LayersOptions): Promise<void> {
  const { engineThreads } = await settingsOf(options);
  const reading = await readingOf(options.model, options);
  const model = await openModel(options.model, { engineThreads, ...reading });
  try {
    usedReading(model.facts, reading, options.size);
    if (options.json) printJson({ model: model.facts, layers: model.layers().map(described) });
    else printLines(layerLines(model.facts, model.layers()));
  } finally {
    await model.close();
  }
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
    `input [n, ${facts.input.join(', ')}], ${facts.classCount} classes, opset ${facts.opset}, written by ${facts.exporter}`,
    ...table(['', 'LAYER', 'SHAPE', 'OP', 'TENSOR'], rows),
    '* taken when no layer is asked for    - no spatial map: cannot be explained',
    ...facts.notes.map((note) => `note: ${note}`),
  ];
}
