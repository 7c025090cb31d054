import {
  classChoiceSchema,
  mostTopClasses,
  otherRun,
  topCount,
  type ClassChoice,
} from '../config/runRequest.ts';
import { CamlineError, unknownName } from '../errors.ts';

/** What a class can be looked up in. */
export interface KnownClasses {
  readonly count: number;
  /** Names by index; null where the model card gives none. */
  readonly labels: readonly string[] | null;
}

/** Where the images are from: one photograph of `explain`, a run without labels, a run whose images may have some. */
export type ImagesOf = 'photograph' | 'run' | 'labelledRun';

/** Choices that only images with labels, or another run, can answer. */
type GivenClasses = 'label' | 'label-or-pred' | `as:${string}`;

/**
 * `--classes`: "pred", "topN", or indices and names, e.g. "282,espresso"; "label" where the images may have labels, which
 * neither a folder nor a single photograph gives, and "label-or-pred" and "as:RUN" with it. Throws CLASS_UNKNOWN.
 */
export function classChoice(text: string, known: KnownClasses): Exclude<ClassChoice, GivenClasses>;
export function classChoice(text: string, known: KnownClasses, images: ImagesOf): ClassChoice;
export function classChoice(text: string, known: KnownClasses, images: ImagesOf = 'photograph'): ClassChoice {
  const plain = text.trim();
  const word = classChoiceSchema.safeParse(plain).data;
  if (word === 'pred' || (word !== undefined && topCount(word) !== null)) return word;
  const isRun = images !== 'photograph';
  if (isRun && (word === 'label-or-pred' || (word !== undefined && otherRun(word) !== null))) return word;
  if (word === 'label' && images === 'labelledRun') return word;
  if (indexOfName(plain, known) === undefined) checkGiven(plain, isRun);
  // A name may hold a comma itself: the whole text is tried first.
  const parts = indexOfName(plain, known) === undefined ? plain.split(',') : [plain];
  return [...new Set(parts.map((part) => classIndex(part.trim(), known, isRun)))];
}

/** Throws CLASS_UNKNOWN for a choice that these images cannot answer, or that names no run. */
function checkGiven(text: string, isRun: boolean): void {
  if (/^as:/i.test(text)) throw new CamlineError('CLASS_UNKNOWN', isRun ? noRunName(text) : noRun(text));
  if (text !== 'label' && text !== 'label-or-pred') return;
  throw new CamlineError('CLASS_UNKNOWN', isRun ? noLabels : noRun(text));
}

const noLabels =
  'Photographs in a folder have no labels. Choose pred, topN, as:RUN, indices or names, or give a JSONL manifest with labels, ' +
  'a CSV or Parquet table with a column "label", or tar shards with .cls members.';

const noRun = (text: string): string =>
  `Photographs of camline explain have no labels and belong to no run: it takes no --classes ${text}. ` +
  'Choose pred, topN, indices or names.';

const noRunName = (text: string): string =>
  'Expected as: and the name of a run in the same destination, such as as:nightly (1 to 64 of A-Z a-z 0-9 . _ -, a letter or ' +
  `digit first), received "${text}".`;

/** "-1", "1e2", "top-3", "top 500", "topN": no names, but mistaken numbers. */
const mistakenNumber = /^(?:[-+.]?\d\S*|top(?:\b.*|\d.*|n))$/i;

function classIndex(text: string, known: KnownClasses, isRun: boolean): number {
  const index = /^\d+$/.test(text) ? Number(text) : indexOfName(text, known);
  if (index !== undefined && index < known.count) return index;
  if (index === undefined && known.labels !== null && text !== '' && !mistakenNumber.test(text)) {
    throw unknownName('CLASS_UNKNOWN', 'class', text, known.labels, 8);
  }
  throw new CamlineError(
    'CLASS_UNKNOWN',
    `Unknown class "${text}". Choose pred, topN with N in 1..${mostTopClasses} such as top5, label (of a manifest), ` +
      `${isRun ? 'label-or-pred, as:RUN, ' : ''}or indices in 0..${known.count - 1}` +
      `${known.labels === null ? ' (the model card gives no names)' : ' or names'}, separated by commas.`,
  );
}

function indexOfName(text: string, { labels }: KnownClasses): number | undefined {
  const wanted = text.toLowerCase();
  const index = labels?.findIndex((label) => label.toLowerCase() === wanted) ?? -1;
  return index < 0 ? undefined : index;
}
