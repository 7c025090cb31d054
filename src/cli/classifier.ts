import { checkCardFits } from '../config/cardFits.ts';
import type { ModelCard } from '../config/modelCard.ts';
import { readModelCard } from '../config/readModelCard.ts';
import { modelCache } from '../config/settings.ts';
import { openModel } from '../model/openModel.ts';
import type { ModelDoor } from '../model/types.ts';
import { localModel } from '../remote/localModel.ts';
import { readingOf, usedReading, type ReadingOptions } from './reading.ts';
import { settingsOf, type SettingOptions } from './settings.ts';
import type { KnownClasses } from './classChoice.ts';

export interface ClassifierOptions extends SettingOptions, ReadingOptions {
  readonly model: string;
  readonly card?: string;
}

/** An open network together with what must be known to feed it. */
export interface Classifier {
  /** Of the file on this machine, absolute. */
  readonly path: string;
  /** What requests name it: the path, or its address elsewhere. */
  readonly origin: string;
  /** How the file is read, where the user said so. */
  readonly reading: ReadingOptions;
  readonly model: ModelDoor;
  readonly card: ModelCard;
  /** What the user should know about network and card, in sentences. */
  readonly warnings: readonly string[];
}

/** Runs `work` with the classifier and closes it, whatever happens. Throws as `openModel` and `readModelCard` do. */
export async function withClassifier<T>(
  options: ClassifierOptions,
  work: (classifier: Classifier) => Promise<T>,
): Promise<T> {
  const settings = await settingsOf(options);
  const { engineThreads, device } = settings;
  const { path, origin } = await localModel(options.model, modelCache(settings));
  const given = await readingOf(path, options);
  const model = await openModel(path, { engineThreads, device, ...given });
  try {
    const reading = usedReading(model.facts, given, options.size);
    return await work({ path, origin, reading, model, ...(await cardOf(path, model, options.card)) });
  } finally {
    await model.close();
  }
}

async function cardOf(
  modelPath: string,
  { facts }: ModelDoor,
  cardPath: string | undefined,
): Promise<Pick<Classifier, 'card' | 'warnings'>> {
  const { card, origin, warning } = await readModelCard({ modelPath, cardPath, networkInput: facts.input });
  const misfit = checkCardFits(card, facts, origin);
  return { card, warnings: [warning, misfit, ...facts.notes].filter((text) => text !== undefined) };
}

export const knownClasses = ({ model, card }: Classifier): KnownClasses => ({
  count: model.facts.classCount,
  labels: card.labels,
});
