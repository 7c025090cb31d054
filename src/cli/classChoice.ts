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

/** Choices that only images with labels, or another run, can answer. */
type GivenClasses = 'label' | 'label-or-pred' | `as:${string}`;

/**
 * `--classes`: "pred", "topN", or indices and names, e.g. "282,espresso"; "label" where the images may have labels, which
 * neither a folder nor a single photograph gives, and "label-or-pred" and "as:RUN" with it. Throws CLASS_UNKNOWN.
 */
export function classChoice(text: string, known: KnownClasses): Exclude<ClassChoice, GivenClasses>;
export function classChoice(text: string, known: KnownClasses, labelled: boolean): ClassChoice;
export function classChoice(text: string, known: KnownClasses, labelled = false): ClassChoice {
  const plain = text.trim();
  const word = classChoiceSchema.safeParse(plain).data;
  if (word === 'pred' || (word !== undefined && topCount(word) !== null)) return word;
  if (labelled && (word === 'label-or-pred' || (word !== undefined && otherRun(word) !== null))) return word;
  if (word === 'label' && indexOfName(plain, known) === undefined) {
    if (labelled) return 'label';
    throw new CamlineError(
      'CLASS_UNKNOWN',
      'Photographs in a folder have no labels. Choose pred, topN, indices or names, or give a JSONL manifest with labels.',
    );
  }
  // A name may hold a comma itself: the whole text is tried first.
  const parts = indexOfName(plain, known) === undefined ? plain.split(',') : [plain];
  return [...new Set(parts.map((part) => classIndex(part.trim(), known)))];
}

/** "-1", "1e2", "top-3", "top 500", "topN": no names, but mistaken numbers. */
const mistakenNumber = /^(?:[-+.]?\d\S*|top(?:\b.*|\d.*|n))$/i;

function classIndex(text: string, known: KnownClasses): number {
  const index = /^\d+$/.test(text) ? Number(text) : indexOfName(text, known);
  if (index !== undefined && index < known.count) return index;
  if (index === undefined && known.labels !== null && text !== '' && !mistakenNumber.test(text)) {
    throw unknownName('CLASS_UNKNOWN', 'class', text, known.labels, 8);
  }
  throw new CamlineError(
    'CLASS_UNKNOWN',
    `Unknown class "${text}". Choose pred, topN with N in 1..${mostTopClasses} such as top5, label (of a manifest), ` +
      `or indices in 0..${known.count - 1}` +
      `${known.labels === null ? ' (the model card gives no names)' : ' or names'}, separated by commas.`,
  );
}

function indexOfName(text: string, { labels }: KnownClasses): number | undefined {
  const wanted = text.toLowerCase();
  const index = labels?.findIndex((label) => label.toLowerCase() === wanted) ?? -1;
  return index < 0 ? undefined : index;
}
