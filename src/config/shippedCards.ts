/** The cards of common families that come with camline (`config/cards`), for `--card NAME`. */
import { readdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { join, parse } from 'node:path';
import type { ModelCard, Size } from './modelCard.ts';

/** `config/` lies two folders up from here in the sources and in the built package alike. */
const folder = fileURLToPath(new URL('../../config/cards', import.meta.url));

export const shippedCardNames = async (): Promise<string[]> =>
  (await readdir(folder))
    .filter((file) => file.endsWith('.json'))
    .map((file) => parse(file).name)
    .sort();

/** The file of a card of that name, or undefined. */
export async function shippedCardPath(name: string): Promise<string | undefined> {
  return (await shippedCardNames()).includes(name) ? join(folder, `${name}.json`) : undefined;
}

/** The card for a network of another size: what is cut away keeps its share, as timm and torchvision scale it. */
export function cardAtSize(card: ModelCard, input: Size | undefined): ModelCard {
  if (input === undefined || typeof card.resize.size !== 'number') return card;
  if (card.resize.rule === 'exact') return { ...card, input, resize: { ...card.resize, size: input } };
  const share = card.input.width / card.resize.size;
  const size = Math.floor(Math.max(input.width, input.height) / share);
  return { ...card, input, resize: { ...card.resize, size } };
}
