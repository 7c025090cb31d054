import { CamlineError } from '../errors.ts';
import { channelCount, type ModelCard } from './modelCard.ts';

/** The part of `ModelFacts` that a card must agree with. */
export interface NetworkSides {
  readonly input: readonly [channels: number, rows: number, columns: number];
  readonly classCount: number;
}

/**
 * Throws CARD_INVALID where the card's pictures do not fit the network.
 *
 * @param origin where the card came from, for the message
 * @returns a warning where the labels do not fit the classes, which harms nothing but names
 */
export function checkCardFits(card: ModelCard, network: NetworkSides, origin: string): string | undefined {
  const [channels, rows, columns] = network.input;
  const { width, height } = card.input;
  if (channels !== channelCount(card) || rows !== height || columns !== width) {
    throw new CamlineError(
      'CARD_INVALID',
      `The network takes [${channels}, ${rows}, ${columns}] (channels, rows, columns), the model card (${origin}) makes ` +
        `[${channelCount(card)}, ${height}, ${width}]. Correct the card's fields input and channels, or name another card with --card.`,
    );
  }
  const count = card.labels?.length ?? network.classCount;
  if (count === network.classCount) return undefined;
  return `The model card (${origin}) has ${count} labels for ${network.classCount} classes; names may be wrong.`;
}
