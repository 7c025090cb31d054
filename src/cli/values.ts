/** Parsers of option values; commander shows the message of what they throw in one line. */
import { InvalidArgumentError, Option } from 'commander';
import { adaptiveShare, channelBudgetSchema, type ChannelBudget } from '../config/channelBudget.ts';
import { deviceExpected, deviceSchema, type DeviceChoice } from '../config/device.ts';
import { redisUrlSchema } from '../config/settings.ts';
import { outputKinds, overlayGrounds, type OutputKind, type Sample } from '../config/runRequest.ts';
import type { Keep } from './gc/garbage.ts';

/** "a, b,c" gives [a, b, c]; an empty name is refused, for it is what is left of one that was lost. */
export function nameList(text: string): string[] {
  const names = text.split(',').map((name) => name.trim());
  if (names.every((name) => name !== '')) return names;
  const found = names.length === 1 ? 'none' : `an empty one in "${text}"`;
  throw new InvalidArgumentError(`Expected names separated by commas, received ${found}.`);
}

/** The same for an option that may be given again. */
export const moreNames = (text: string, before: readonly string[] | undefined): string[] => [
  ...(before ?? []),
  ...nameList(text),
];

export const channelsHelp =
  'how many channels ScoreCAM scores: all, top:N, or adaptive[:share]: until a chunk adds less than that share of the weight (default: all; others are approximate)';

/** "top:160", "adaptive", "adaptive:0.05"; undefined for "all". */
export function channelBudget(text: string): ChannelBudget | undefined {
  const [kind, value, ...more] = text.trim().split(':');
  if (kind === 'all' && value === undefined) return undefined;
  const budget =
    kind === 'top'
      ? { top: Number(value || NaN) }
      : { share: value === undefined ? adaptiveShare : Number(value || NaN) };
  const parsed = channelBudgetSchema.safeParse(budget);
  if (parsed.success && more.length === 0 && (kind === 'top' || kind === 'adaptive')) return parsed.data;
  throw new InvalidArgumentError(
    'Expected all, top:N with N from 1 on, adaptive, or adaptive:share with a share between 0 and 1.',
  );
}

/** Of the whole photograph what the network did not see stays as it is. */
export const overlayOption = (): Option =>
  new Option(
    '--overlay <ground>',
    'whether overlays show what the network saw or the whole photograph (default: crop)',
  ).choices(overlayGrounds);

export function pictureFile(text: string): string {
  if (/\.(?:jpe?g|png)$/i.test(text)) return text;
  throw new InvalidArgumentError('Expected a file that ends in .jpg or .png.');
}

export const eigenSmoothHelp =
  'first principal component in place of the weighted sum (no effect on methods that give the map themselves)';

export function positiveInteger(text: string): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || value < 1) throw new InvalidArgumentError('Expected an integer of 1 or more.');
  return value;
}

export function deviceName(text: string): DeviceChoice {
  const { data, success } = deviceSchema.safeParse(text);
  if (success) return data;
  throw new InvalidArgumentError(`E${deviceExpected.slice(1)}.`);
}

/** "14x7": rows, columns. */
export function gridSize(text: string): [rows: number, columns: number] {
  const match = /^([1-9]\d{0,5})x([1-9]\d{0,5})$/i.exec(text.trim());
  if (match === null) throw new InvalidArgumentError('Expected rows and columns such as 14x7.');
  return [Number(match[1]), Number(match[2])];
}

/** How many images may fail before a run counts as failed. */
export type FailureLimit = { readonly images: number } | { readonly percent: number };

/** "10" images or "2.5%" of them. */
export function failureLimit(text: string): FailureLimit {
  const match = /^(\d+(?:\.\d+)?)%$/.exec(text);
  if (match !== null && Number(match[1]) <= 100) return { percent: Number(match[1]) };
  if (/^\d+$/.test(text)) return { images: Number(text) };
  throw new InvalidArgumentError('Expected a number of images such as 10, or a share such as 2.5%.');
}

/** Too many: above the limit, or every single one. Without a limit only the latter. */
export function failedTooMany(limit: FailureLimit | undefined, failed: number, images: number): boolean {
  if (failed > 0 && failed === images) return true;
  if (limit === undefined) return false;
  return 'images' in limit ? failed > limit.images : failed * 100 > limit.percent * images;
}

/** "heatmaps,overlays,maps", or "none" for records alone. */
export function outputList(text: string): OutputKind[] {
  if (text.trim() === 'none') return [];
  const names = nameList(text);
  const kinds = outputKinds.filter((kind) => names.includes(kind));
  if (kinds.length === new Set(names).size) return kinds;
  throw new InvalidArgumentError(`Expected some of ${outputKinds.join(', ')}, or none.`);
}

export function redisUrl(text: string): string {
  if (redisUrlSchema.safeParse(text).success) return text;
  throw new InvalidArgumentError('Expected redis://host:port or rediss://host:port.');
}

/** "10": the newest ten runs; "30d": those of thirty days. */
export function keptRuns(text: string): Keep {
  const match = /^(\d{1,6})(d?)$/.exec(text);
  if (match === null)
    throw new InvalidArgumentError('Expected a number of runs such as 10, or of days such as 30d.');
  return match[2] === 'd' ? { days: Number(match[1]) } : { runs: Number(match[1]) };
}

/** "500" or "500:7": size and seed. */
export function sampleOf(text: string): Sample {
  const match = /^([1-9]\d{0,8})(?::(\d{1,9}))?$/.exec(text);
  if (match !== null) return { size: Number(match[1]), seed: Number(match[2] ?? 0) };
  throw new InvalidArgumentError('Expected a number of images such as 500, or with a seed such as 500:7.');
}

const isPort = (text: string): boolean => /^\d+$/.test(text) && Number(text) >= 1 && Number(text) <= 65_535;

export function portNumber(text: string): number {
  if (isPort(text)) return Number(text);
  throw new InvalidArgumentError('Expected a port, 1 to 65535.');
}

/** As `portNumber`; 0: any that is free. */
export function listeningPort(text: string): number {
  if (text === '0') return 0;
  if (isPort(text)) return Number(text);
  throw new InvalidArgumentError('Expected a port, 1 to 65535, or 0 for any that is free.');
}

const queueNames = ['runs', 'explain', 'audits'] as const;
export type QueueName = (typeof queueNames)[number];

export function queueList(text: string): QueueName[] {
  const names = nameList(text);
  const chosen = queueNames.filter((name) => names.includes(name));
  if (chosen.length === new Set(names).size) return chosen;
  throw new InvalidArgumentError(`Expected some of ${queueNames.join(', ')}.`);
}
