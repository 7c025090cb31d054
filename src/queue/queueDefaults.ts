import { repeatStrategy } from './repeatStrategy.ts';

/** Of every queue, whatever database it is on. Events are not read by anybody; their stream is kept short. */
export const queueDefaults = {
  streams: { events: { maxLen: 1000 } },
  settings: { repeatStrategy },
} as const;
