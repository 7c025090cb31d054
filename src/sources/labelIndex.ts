import { CamlineError, unknownName } from '../errors.ts';

export interface KnownLabels {
  /** Class names by index, for labels that are names. */
  readonly labels: readonly string[] | null;
  readonly classCount: number;
  /** Whether an image without a label is an error. */
  readonly needsLabel: boolean;
}

/**
 * A text of digits that is no name itself is an index: tables that are text throughout hold numbers so.
 *
 * Throws CLASS_UNKNOWN for what is no class.
 *
 * @param where "line 3 of list.csv"
 */
export function labelIndex(
  where: string,
  given: number | string,
  { labels, classCount }: Pick<KnownLabels, 'labels' | 'classCount'>,
): number {
  const isIndex = typeof given === 'string' && /^\d+$/.test(given) && labels?.includes(given) !== true;
  const label = isIndex ? Number(given) : given;
  const index = typeof label === 'number' ? label : (labels?.indexOf(label) ?? -1);
  if (index >= 0 && index < classCount) return index;
  if (typeof label === 'string' && labels !== null)
    throw unknownName('CLASS_UNKNOWN', `label in ${where}:`, label, labels);
  throw new CamlineError(
    'CLASS_UNKNOWN',
    `The label ${JSON.stringify(label)} in ${where} is no class of the model: expected 0..${classCount - 1}` +
      `${labels === null ? ' (the model card gives no names)' : ' or a name of the model card'}.`,
  );
}

/** @param what goes on with "has no label" */
export const missingLabel = (what: string): CamlineError =>
  new CamlineError(
    'CONFIG_INVALID',
    `${what} has no label, and --classes label explains each image's label. Add it, or choose pred.`,
  );
