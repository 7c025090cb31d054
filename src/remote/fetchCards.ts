/** What tells how photographs become the network's input, where it lies beside the model. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { cardNames } from '../config/readModelCard.ts';
import { checkLocation } from '../engine/externalFiles.ts';
import { CamlineError } from '../errors.ts';
import type { FetchedModel } from './keepModel.ts';
import type { Origin } from './origin.ts';

const mostBytes = 2 ** 20;

/** Into `folder`. Servers that refuse a file, or answer with a page for one that they do not have, have none. */
export async function fetchCards(origin: Origin, folder: string): Promise<FetchedModel['cards']> {
  const cards = new Map<string, string | null>();
  for (const name of cardNames(origin.name)) {
    const card = await fetchJson(origin, name, folder);
    cards.set(name, card === null ? null : join(folder, name));
    const labels = card === null ? null : namedLabels(card.value);
    if (labels === null) continue;
    checkLocation(origin.address, labels);
    if (labels.includes('/')) continue;
    const isThere = await origin.fetch(labels, join(folder, labels), { left: mostBytes });
    cards.set(labels, isThere ? join(folder, labels) : null);
  }
  return cards;
}

async function fetchJson(
  origin: Origin,
  name: string,
  folder: string,
): Promise<{ readonly value: unknown } | null> {
  const target = join(folder, name);
  try {
    if (!(await origin.fetch(name, target, { left: mostBytes }))) return null;
    return { value: JSON.parse(await readFile(target, 'utf8')) as unknown };
  } catch (error) {
    if (error instanceof SyntaxError || (error instanceof CamlineError && refusals.has(error.code)))
      return null;
    throw error;
  }
}

/** The server refuses it or leads elsewhere, or it is far too large for a card. */
const refusals: ReadonlySet<string> = new Set(['MODEL_NOT_FOUND', 'MODEL_TOO_LARGE', 'CONFIG_INVALID']);

/** A card may name a file with the names of the classes. */
const namedLabels = (card: unknown): string | null =>
  typeof card === 'object' && card !== null && 'labels' in card && typeof card.labels === 'string'
    ? card.labels
    : null;
