/** Where two requests differ, for a person, in the words of the command line: "--methods: gradcam → scorecam". */
import type { RunRequest } from '../config/runRequest.ts';

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

/** What a user types for a field of the request. */
const typed: Readonly<Record<keyof RunRequest, string>> = {
  schema: "the request's schema",
  source: 'the source',
  model: '--model',
  card: 'the model card (--card)',
  methods: '--methods',
  layers: '--layers',
  classes: '--classes',
  eigenSmooth: '--eigen-smooth',
  augSmooth: '--aug-smooth',
  channels: '--channels',
  metrics: '--metrics',
  sample: '--sample',
  outputs: '--outputs',
  overlay: '--overlay',
  shardSize: '--shard',
  maxImageBytes: '--max-image-bytes',
  maxImagePixels: '--max-image-pixels',
  imageTimeoutSeconds: '--image-timeout',
};

/** Follow from methods, layers and model unless somebody chose them. */
const derived: ReadonlySet<string> = new Set(['shardSize', 'imageTimeoutSeconds']);

/** What the user gave another time; what merely follows from it is left out. */
export function differenceTexts(before: RunRequest, after: RunRequest): string[] {
  const all = requestDifferences(before, after);
  const given = all.filter(({ field }) => !derived.has(field));
  return (given.length > 0 ? given : all).map(describeDifference);
}

const mostCharacters = 120;

function describeDifference({ field, before, after }: Difference): string {
  const [name = '', ...rest] = field.split('.');
  const shownName = name in typed ? typed[name as keyof RunRequest] : name;
  const part = rest.length > 0 && rest.join('.') !== 'path' ? ` ${rest.join('.')}` : '';
  return `${shownName}${part}: ${shown(before)} → ${shown(after)}`;
}

function shown(value: unknown): string {
  const text = valueText(value);
  return text.length <= mostCharacters ? text : `${text.slice(0, mostCharacters)}…`;
}

/** Lists as they are typed: "gradcam,scorecam". */
function valueText(value: unknown): string {
  if (value === undefined) return 'absent';
  if (Array.isArray(value)) return value.length === 0 ? 'default or none' : value.join(',');
  return typeof value === 'string' ? value : JSON.stringify(value);
}
