/** Where two requests differ, for a person: "methods: ["gradcam"] → ["scorecam"]". */
export interface Difference {
  /** Path of the field, e.g. "card.resize.size". */
  readonly field: string;
  readonly before: unknown;
  readonly after: unknown;
}

/** Fields that differ, in order of their names; arrays are compared as a whole. */
export function requestDifferences(before: unknown, after: unknown, field = ''): Difference[] {
  if (!isObject(before) || !isObject(after)) {
    return JSON.stringify(before) === JSON.stringify(after) ? [] : [{ field, before, after }];
  }
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
  return names.flatMap((name) =>
    requestDifferences(before[name], after[name], field === '' ? name : `${field}.${name}`),
  );
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  value !== null && typeof value === 'object' && !Array.isArray(value);

const mostCharacters = 120;

export const describeDifference = ({ field, before, after }: Difference): string =>
  `${field}: ${shown(before)} → ${shown(after)}`;

function shown(value: unknown): string {
  const text = value === undefined ? 'absent' : JSON.stringify(value);
  return text.length <= mostCharacters ? text : `${text.slice(0, mostCharacters)}…`;
}
