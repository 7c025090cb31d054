/** What an audit's night leaves: `audits/<name>/nights/<night>/audit.json`, the truth that every report is made from. */
import { z } from 'zod';
import type { ObjectStore } from '../../storage/objectStore.ts';
import { readJson } from '../../storage/readJson.ts';
import { verdicts } from '../checks/judge.ts';
import { auditKeys } from './auditKeys.ts';

const interval = z.strictObject({ low: z.number(), high: z.number() });

const findingSchema = z.strictObject({
  id: z.string(),
  title: z.string(),
  what: z.string(),
  unit: z.enum(['', 'share', 'points']),
  worse: z.enum(['high', 'low']),
  value: z.number().nullable(),
  interval: interval.nullable(),
  noise: z.number().nullable(),
  limits: z.strictObject({ warn: z.number(), fail: z.number() }),
  verdict: z.enum(verdicts),
  note: z.string(),
});

/** Against a night further back: told, not judged. */
const lookBackSchema = z.strictObject({
  days: z.int(),
  night: z.string(),
  images: z.int(),
  changedPredictions: z.number().nullable(),
  spearman: z.number().nullable(),
});

/** An image whose map changed most: where to look. */
const worstSchema = z.strictObject({
  key: z.string(),
  class: z.string(),
  method: z.string(),
  spearman: z.number().nullable(),
});

/**
 * 'incomplete': coverage failed; 'no-baseline': nothing comparable to judge by; 'locked': an earlier night still runs;
 * 'error': it could not be done at all, the remarks say why.
 */
export const outcomes = ['pass', 'warn', 'fail', 'incomplete', 'no-baseline', 'locked', 'error'] as const;
export type Outcome = (typeof outcomes)[number];

const nightSchema = z.strictObject({
  schema: z.literal(1),
  audit: z.string(),
  night: z.string(),
  outcome: z.enum(outcomes),
  /** In sentences, what a reader must know before the figures. */
  remarks: z.array(z.string()),
  startedAt: z.iso.datetime(),
  finishedAt: z.iso.datetime(),
  camline: z.string(),
  /** Null where nothing ran. */
  run: z.string().nullable(),
  model: z.strictObject({ path: z.string(), sha256: z.string() }).nullable(),
  baseline: z.strictObject({ run: z.string(), how: z.string(), model: z.string() }).nullable(),
  images: z.int().nullable(),
  explained: z.int().nullable(),
  failedByCode: z.record(z.string(), z.int()),
  /** Images that were explained twice to know the noise. */
  noiseImages: z.int(),
  imagesPerSecond: z.number().nullable(),
  checks: z.array(
    z.strictObject({
      name: z.string(),
      title: z.string(),
      verdict: z.enum(verdicts),
      findings: z.array(findingSchema),
    }),
  ),
  lookBack: z.array(lookBackSchema),
  /** Of all methods, those that changed most first. */
  worst: z.array(worstSchema).default([]),
  /** Times of the schedule since the night before at which nothing ran. */
  missed: z.array(z.iso.datetime()),
});
export type Night = z.infer<typeof nightSchema>;

/** One that others can be compared with. */
export type CompleteNight = Night & { readonly run: string };
export const isComplete = (night: Night): night is CompleteNight =>
  night.run !== null && night.outcome !== 'incomplete';

export const readNight = (store: ObjectStore, audit: string, night: string): Promise<Night | undefined> =>
  readJson(store, auditKeys.night(audit, night), 'night', nightSchema);

/** The newest first, at most `most`. */
export async function readNights(store: ObjectStore, audit: string, most: number): Promise<Night[]> {
  const nights: Night[] = [];
  for (const name of (await nightNames(store, audit)).slice(0, most)) {
    const night = await readNight(store, audit, name);
    if (night !== undefined) nights.push(night);
  }
  return nights;
}

/** The newest first. */
export async function nightNames(store: ObjectStore, audit: string): Promise<string[]> {
  const names: string[] = [];
  for await (const { key } of store.list(auditKeys.nights(audit))) {
    const name = auditKeys.nightOf(audit, key);
    if (name !== undefined) names.push(name);
  }
  return names.sort(byNight).toReversed();
}

/** "2026-11-25" before "2026-11-25.2" before "2026-11-25.10". */
export function byNight(a: string, b: string): number {
  const [dayA = '', orderA = '1'] = a.split('.');
  const [dayB = '', orderB = '1'] = b.split('.');
  if (dayA !== dayB) return dayA < dayB ? -1 : 1;
  return Number(orderA) - Number(orderB);
}
