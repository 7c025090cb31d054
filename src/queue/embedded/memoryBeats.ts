import type { BeatStore } from '../bull.ts';

/** An embedded queue has no workers but those of its own process. */
export function memoryBeats(now: () => number = Date.now): BeatStore {
  const beats = new Map<string, { readonly text: string; readonly until: number }>();
  return {
    put: (worker, text, lifeSeconds) => {
      beats.set(worker, { text, until: now() + lifeSeconds * 1000 });
      return Promise.resolve();
    },
    drop: (worker) => {
      beats.delete(worker);
      return Promise.resolve();
    },
    all: () =>
      Promise.resolve([...beats.values()].filter(({ until }) => until > now()).map(({ text }) => text)),
  };
}
