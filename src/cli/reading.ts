/** How a model file is read where it does not tell by itself: the same options for every command that opens one. */
import { Option } from 'commander';
import { readModelCard } from '../config/readModelCard.ts';
import type { ModelFacts } from '../engine/engine.ts';
import { CamlineError } from '../errors.ts';
import type { OpenModelOptions } from '../model/types.ts';
import { deviceNames } from '../config/device.ts';
import { deviceName, gridSize } from './values.ts';

export type ReadingOptions = Pick<OpenModelOptions, 'grid' | 'output' | 'size'>;

export const modelPlaces = 'a path, s3://bucket/key, or an https:// address that modelUrls allows';
export const modelHelp = `classifier: *.onnx, or the model.json of TensorFlow.js; ${modelPlaces}`;

export const gridOption = (): Option =>
  new Option(
    '--grid <HxW>',
    "rows and columns of a transformer's patches, where neither the graph nor a square tells them",
  ).argParser(gridSize);

export const outputOption = (): Option =>
  new Option(
    '--output <name>',
    'the output of the file that holds the class scores (default: the first that does)',
  );

export const sizeOption = (): Option =>
  new Option(
    '--size <HxW>',
    "rows and columns of the images, where the file leaves them open (default: the model card's, else 224x224)",
  ).argParser(gridSize);

export const deviceOption = (): Option =>
  new Option(
    '--device <name>',
    `what computes: ${deviceNames} (default: auto: an NVIDIA GPU where one works, else the CPU)`,
  ).argParser(deviceName);

/** What the user said of the file; where that leaves the size open, what the model card says of it. */
export async function readingOf(
  modelPath: string,
  { grid, output, size, card }: ReadingOptions & { readonly card?: string },
): Promise<ReadingOptions> {
  const sides = size ?? (await sizeOfCard(modelPath, card));
  return {
    ...(grid !== undefined && { grid }),
    ...(output !== undefined && { output }),
    ...(sides !== undefined && { size: sides }),
  };
}

/** Undefined without a card; one that cannot be read is told by whoever prepares photographs with it. */
async function sizeOfCard(modelPath: string, cardPath: string | undefined): Promise<ReadingOptions['size']> {
  const found = await readModelCard({ modelPath, cardPath }).catch(() => null);
  if (found === null || found.warning !== undefined) return undefined;
  return [found.card.input.height, found.card.input.width];
}

/** What of `reading` the file needed. Throws CONFIG_INVALID where the user asked for a size and the file fixes another. */
export function usedReading(
  { input: [, rows, columns], source }: ModelFacts,
  { size, ...reading }: ReadingOptions,
  asked: ReadingOptions['size'],
): ReadingOptions {
  if (asked !== undefined && (asked[0] !== rows || asked[1] !== columns)) {
    throw new CamlineError(
      'CONFIG_INVALID',
      `The file takes images of ${rows}x${columns} (rows x columns) only, --size asks for ${asked.join('x')}. ` +
        'Leave --size out, or export the network with open rows and columns.',
    );
  }
  return source?.anySize === true && size !== undefined ? { ...reading, size } : reading;
}
