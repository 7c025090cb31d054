/** Finds and reads the card of a model: the file asked for, else what lies beside the model, else ImageNet's defaults. */
import { readFile } from 'node:fs/promises';
import { basename, dirname, join, parse } from 'node:path';
import { CamlineError } from '../errors.ts';
import { cardFromFile, looksLikeCard } from './cardFile.ts';
import { cardFromHuggingFace } from './huggingFaceCard.ts';
import { imagenetCard, imagenetShortSide } from './imagenetCard.ts';
import type { ModelCard, Size } from './modelCard.ts';
import { parseJson } from './parse.ts';
import { cardAtSize, shippedCardNames, shippedCardPath } from './shippedCards.ts';
import { cardFromTimm, looksLikeTimm } from './timmCard.ts';

export interface CardRequest {
  readonly modelPath: string;
  /** Asked for with `--card`: a file with a card of any of the three kinds, or the name of one that comes with camline. */
  readonly cardPath?: string | undefined;
  /** What the network takes, as in `ModelFacts.input`; decides the size where no card gives one. */
  readonly networkInput?: readonly [channels: number, rows: number, columns: number] | undefined;
}

export interface FoundCard {
  readonly card: ModelCard;
  /** For people: the file's path, or "ImageNet defaults". */
  readonly origin: string;
  /** What the user should know, in a sentence. */
  readonly warning?: string;
}

/** Throws CARD_INVALID, naming file and field. */
export async function readModelCard(request: CardRequest): Promise<FoundCard> {
  if (request.cardPath !== undefined) return requestedCard(request, request.cardPath);
  return (await cardBeside(request)) ?? (await cardInFolder(request)) ?? defaultCard(request);
}

async function requestedCard(request: CardRequest, path: string): Promise<FoundCard> {
  const value = await readJson(path);
  if (value === undefined) return shippedCard(request, path);
  return { card: await anyCard(request, value, path), origin: path };
}

async function shippedCard(request: CardRequest, name: string): Promise<FoundCard> {
  const path = await shippedCardPath(name);
  if (path === undefined) {
    const names = (await shippedCardNames()).join(', ');
    throw new CamlineError(
      'CARD_INVALID',
      `No model card at ${name}. Check --card, leave it out, or name one that comes with camline: ${names}.`,
    );
  }
  const card = await anyCard(request, await readJson(path), path);
  return { card: cardAtSize(card, inputSize(request)), origin: `camline's card ${name}` };
}

/** `net.onnx` → `net.json`, `model.json` → `model.card.json`. JSON of that name without any of a card's fields is somebody else's and left alone. */
async function cardBeside(request: CardRequest): Promise<FoundCard | undefined> {
  const path = besidePath(request);
  const value = await readJson(path);
  if (!looksLikeCard(value)) return undefined;
  return { card: await cardFromFile(value, path, modelName(request)), origin: path };
}

async function cardInFolder(request: CardRequest): Promise<FoundCard | undefined> {
  const folder = dirname(request.modelPath);
  const processorPath = join(folder, 'preprocessor_config.json');
  const configPath = join(folder, 'config.json');
  const processor = await readJson(processorPath);
  if (processor !== undefined) {
    return { card: await anyCard(request, processor, processorPath), origin: processorPath };
  }
  const config = await readJson(configPath, 'lenient');
  if (!looksLikeTimm(config)) return undefined;
  return { card: await anyCard(request, config, configPath), origin: configPath };
}

/** The three kinds tell themselves apart by their fields. */
async function anyCard(request: CardRequest, value: unknown, path: string): Promise<ModelCard> {
  const name = modelName(request);
  if (looksLikeTimm(value)) return cardFromTimm(value, path, name, inputSize(request));
  if (looksLikeCard(value)) return cardFromFile(value, path, name);
  if (typeof value === 'object' && value !== null && ('size' in value || 'image_mean' in value)) {
    const modelConfig = await readJson(join(dirname(path), 'config.json'), 'lenient');
    return cardFromHuggingFace(value, modelConfig, path, name);
  }
  throw new CamlineError(
    'CARD_INVALID',
    `${path} is no model card: expected the fields input, resize, crop, mean and std, ` +
      `a Hugging Face preprocessor_config.json or a timm config.json.`,
  );
}

function defaultCard(request: CardRequest): FoundCard {
  const { base } = parse(request.modelPath);
  const input = inputSize(request) ?? { width: 224, height: 224 };
  return {
    card: imagenetCard(modelName(request), input, request.networkInput?.[0] === 1 ? 'grey' : 'rgb'),
    origin: 'ImageNet defaults',
    warning:
      `${base} has no model card beside it (${basename(besidePath(request))}, preprocessor_config.json or timm's config.json), so that ` +
      `ImageNet's preprocessing is assumed: short side ${imagenetShortSide(input)}, bilinear, centre crop ${input.width}x${input.height}, ` +
      `ImageNet's mean and std. Wrong preprocessing gives wrong maps: name a card with --card.`,
  };
}

const besidePath = ({ modelPath }: CardRequest): string => {
  const { dir, name, ext } = parse(modelPath);
  return join(dir, isJson(ext) ? `${name}.card.json` : `${name}.json`);
};

/** Names of the files beside a model that may hold its card, the one that counts first. */
export const cardNames = (modelName: string): string[] => [
  basename(besidePath({ modelPath: modelName })),
  'preprocessor_config.json',
  'config.json',
];

const isJson = (ext: string): boolean => ext.toLowerCase() === '.json';

/** Every TensorFlow.js model is a `model.json`: its folder tells it from others. */
function modelName({ modelPath }: CardRequest): string {
  const { dir, name, ext } = parse(modelPath);
  return isJson(ext) && name === 'model' ? basename(dir) || name : name;
}

const inputSize = ({ networkInput }: CardRequest): Size | undefined =>
  networkInput && { width: networkInput[2], height: networkInput[1] };

/**
 * The file's JSON, or undefined where there is no such file.
 *
 * @param mode 'lenient': a file that is no JSON counts as absent, because nobody said that it is a card
 */
async function readJson(path: string, mode: 'strict' | 'lenient' = 'strict'): Promise<unknown> {
  const text = await readText(path);
  if (text === undefined) return undefined;
  try {
    return parseJson(text, 'CARD_INVALID', `model card ${path}`);
  } catch (error) {
    if (mode === 'lenient') return undefined;
    throw error;
  }
}

async function readText(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw new CamlineError('CARD_INVALID', `Cannot read the model card ${path}: ${message}.`, { cause });
  }
}
