/** camline's own card file: the model card, with defaults for the rare fields and labels that may lie in their own file. */
import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { z } from 'zod';
import { CamlineError } from '../errors.ts';
import { modelCardFields, modelCardSchema, type ModelCard } from './modelCard.ts';
import { parseAs, parseJson } from './parse.ts';

const labelsSchema = z.array(z.string());

const cardFileSchema = modelCardFields.extend({
  $schema: z.string().optional(),
  name: modelCardFields.shape.name.optional(),
  channels: modelCardFields.shape.channels.default('rgb'),
  exifOrientation: z.boolean().default(false),
  /** Class names by index, or the name of a file beside the card: a JSON array, or text with one name a line. */
  labels: z
    .union([labelsSchema, z.string().min(1)], {
      error: 'expected an array of class names, the name of a file, or null',
    })
    .nullable()
    .default(null),
});

/** Whether an object beside the model is meant as a card at all: `net.json` may be anything. */
export const looksLikeCard = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && ['resize', 'mean', 'std'].some((field) => field in value);

/** @param defaultName taken where the file gives no name */
export async function cardFromFile(value: unknown, path: string, defaultName: string): Promise<ModelCard> {
  const what = `model card ${path}`;
  const {
    $schema: _editorHint,
    name,
    labels,
    ...fields
  } = parseAs(cardFileSchema, value, 'CARD_INVALID', what);
  const resolved =
    typeof labels === 'string' ? await readLabels(resolve(dirname(path), labels), path) : labels;
  const card = { ...fields, name: name ?? defaultName, labels: resolved };
  return parseAs(modelCardSchema, card, 'CARD_INVALID', what);
}

async function readLabels(path: string, cardPath: string): Promise<string[]> {
  const text = await readFile(path, 'utf8').catch((cause: unknown) => {
    const message = `Cannot read the labels ${path} that the model card ${cardPath} names: ${(cause as Error).message}.`;
    throw new CamlineError('CARD_INVALID', message, { cause });
  });
  if (!text.trimStart().startsWith('[')) return text.trimEnd().split(/\r?\n/);
  const what = `labels ${path}`;
  return parseAs(labelsSchema, parseJson(text, 'CARD_INVALID', what), 'CARD_INVALID', what);
}
