import { CamlineError } from '../errors.ts';
import type { QueueOptions } from './queues.ts';

export interface LockSettings {
  /** How long a lock holds without renewal, milliseconds. */
  readonly lockMillis: number;
  /** How often lost locks are looked for, milliseconds. */
  readonly stalledCheckMillis: number;
}

/** A killed worker's shard is handed out again after at most lock + 2 checks: 16 seconds. */
const defaults: LockSettings = { lockMillis: 10_000, stalledCheckMillis: 3_000 };

/** Throws CONFIG_INVALID where the two times do not fit each other. */
export function lockSettings(options: QueueOptions): LockSettings {
  const lockMillis = options.lockMillis ?? defaults.lockMillis;
  const stalledCheckMillis =
    options.stalledCheckMillis ?? Math.min(defaults.stalledCheckMillis, lockMillis / 2);
  if (!(lockMillis >= 100 && Number.isFinite(lockMillis))) {
    throw new CamlineError('CONFIG_INVALID', `Expected lockMillis of at least 100, received ${lockMillis}.`);
  }
  if (!(stalledCheckMillis > 0 && stalledCheckMillis < lockMillis)) {
    throw new CamlineError(
      'CONFIG_INVALID',
      `Expected stalledCheckMillis above 0 and below lockMillis (${lockMillis}), received ${stalledCheckMillis}: ` +
        'a lock that was lost must be found sooner than a lock runs out.',
    );
  }
  return { lockMillis, stalledCheckMillis };
}
