import type { QueuedRun } from './queues.ts';

const words = {
  waiting: 'waiting',
  working: 'starting',
  parked: 'running',
  ended: 'ended',
  failed: 'failed',
} as const satisfies Record<QueuedRun['state'], string>;

export type StateWord = (typeof words)[QueuedRun['state']] | 'cancelled';

/** What people read of a run's job: terminal and dashboard say the same. */
export const stateWord = ({ state, cancelled }: Pick<QueuedRun, 'state' | 'cancelled'>): StateWord =>
  cancelled ? 'cancelled' : words[state];
