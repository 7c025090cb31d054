/** Counting records against the manifest. Pure. */
import type { ManifestEntry } from '../config/runRequest.ts';
import { CamlineError } from '../errors.ts';
import type { RunRecord } from '../storage/record.ts';

export interface Tally {
  readonly ok: number;
  readonly failed: number;
  /** Sorted by code. */
  readonly failedByCode: Readonly<Record<string, number>>;
}

export const emptyTally: Tally = { ok: 0, failed: 0, failedByCode: {} };

export function tallied(tally: Tally, records: readonly RunRecord[]): Tally {
  const byCode = new Map(Object.entries(tally.failedByCode));
  let ok = 0;
  for (const record of records) {
    if (record.status === 'ok') ok++;
    else byCode.set(record.code, (byCode.get(record.code) ?? 0) + 1);
  }
  return {
    ok: tally.ok + ok,
    failed: tally.failed + records.length - ok,
    failedByCode: Object.fromEntries([...byCode].sort(([a], [b]) => (a < b ? -1 : 1))),
  };
}

/**
 * Throws RUN_INCOMPLETE unless the shard's records are its manifest lines, key by key and in order. Keys of a manifest
 * differ, so that no key is recorded twice in the whole run and none is missed.
 */
export function checkShard(
  run: string,
  shard: number,
  lines: readonly ManifestEntry[],
  records: readonly RunRecord[],
): void {
  const count = Math.max(lines.length, records.length);
  for (let line = 0; line < count; line++) {
    const expected = lines[line]?.key;
    const received = records[line]?.key;
    if (expected === received) continue;
    throw new CamlineError(
      'RUN_INCOMPLETE',
      `Expected line ${line + 1} of shard ${shard} of run "${run}" to record ${JSON.stringify(expected ?? 'nothing')}, ` +
        `found ${JSON.stringify(received ?? 'nothing')}: the records are of another manifest. Start a new run.`,
    );
  }
}
