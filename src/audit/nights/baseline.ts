/** Which run a night is compared with. It never moves by itself: a pinned one only by `camline audit accept`. */
import { z } from 'zod';
import type { AuditConfig } from '../../config/auditFile.ts';
import { readRunFile } from '../../storage/readRunFile.ts';
import type { ObjectStore } from '../../storage/objectStore.ts';
import { readJson } from '../../storage/readJson.ts';
import type { RunFile } from '../../storage/runFile.ts';
import { auditKeys } from './auditKeys.ts';
import { isComplete, type Night } from './night.ts';

const pinSchema = z.strictObject({ run: z.string(), at: z.iso.datetime() });
type Pin = z.infer<typeof pinSchema>;

export type Baseline =
  | { readonly state: 'found'; readonly file: RunFile; readonly how: string }
  | { readonly state: 'none'; readonly why: string };

/** @param nights earlier ones, the newest first */
export async function findBaseline(
  store: ObjectStore,
  { name, baseline }: Pick<AuditConfig, 'name' | 'baseline'>,
  nights: readonly Night[],
): Promise<Baseline> {
  if (typeof baseline === 'object') return checked(store, baseline.run, 'named in the audit');
  if (baseline === 'previous') {
    const last = nights.find(isComplete);
    if (last === undefined) return { state: 'none', why: 'there is no earlier complete night' };
    return checked(store, last.run, `the night ${last.night}`);
  }
  const pin = await readPin(store, name);
  if (pin === undefined) return { state: 'none', why: 'no night is pinned yet' };
  return checked(store, pin.run, `pinned on ${pin.at.slice(0, 10)}`);
}

async function checked(store: ObjectStore, run: string, how: string): Promise<Baseline> {
  const file = await readRunFile(store, run);
  if (file === undefined) return { state: 'none', why: `run ${run} (${how}) is not in the results` };
  if (file.finished === null) return { state: 'none', why: `run ${run} (${how}) is not finished` };
  return { state: 'found', file, how };
}

/** Why a run of these methods with so many classes could never be compared with `before`, or undefined where it could. */
export function misfit(before: RunFile, methods: readonly string[], classCount: number): string | undefined {
  if (!methods.some((method) => before.request.methods.includes(method)))
    return `run ${before.run} has none of the methods ${methods.join(', ')}`;
  if (before.classCount !== classCount)
    return `the model of run ${before.run} has ${before.classCount} classes, this one ${classCount}`;
  return undefined;
}

/** Why two runs cannot be compared, or undefined where they can. */
export function incomparable(before: RunFile, after: RunFile, shared: number): string | undefined {
  const why = misfit(before, after.request.methods, after.classCount);
  if (why !== undefined) return why;
  const explained = after.finished?.ok ?? 0;
  if (explained > 0 && shared < explained / 2)
    return `only ${shared} of ${explained} images are in run ${before.run}, too`;
  return undefined;
}

export const readPin = (store: ObjectStore, audit: string): Promise<Pin | undefined> =>
  readJson(store, auditKeys.baseline(audit), 'baseline', pinSchema);

const encoded = (run: string, now: Date): Uint8Array =>
  new TextEncoder().encode(`${JSON.stringify({ run, at: now.toISOString() } satisfies Pin)}\n`);

/** Unless another run is pinned already. */
export const pinFirst = (store: ObjectStore, audit: string, run: string, now: Date): Promise<unknown> =>
  store.putNew(auditKeys.baseline(audit), encoded(run, now));

export const movePin = (store: ObjectStore, audit: string, run: string, now: Date): Promise<void> =>
  store.put(auditKeys.baseline(audit), encoded(run, now));
