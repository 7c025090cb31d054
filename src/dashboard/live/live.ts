/**
 * One look at queue and stores for all who watch. While somebody does, it is taken again every two seconds (less often where
 * a look takes long); when nobody does, only for a page that asks, and then not twice within a second.
 */
import type { Snapshot } from './snapshot.ts';

export interface Live {
  /** At most a second old. */
  now(): Promise<Snapshot>;
  /** The next page looks anew: an order has changed things. */
  stale(): void;
  /** Tells of every new look until the returned function is called; undefined where too many watch already. */
  watch(tell: (snapshot: Snapshot) => void): (() => void) | undefined;
  readonly watchers: number;
  close(): void;
}

const restMillis = 2_000;
const freshMillis = 1_000;
/** A look may take a fifth of the time. */
const restsPerLook = 4;
const mostWatchers = 500;

export function createLive(look: () => Promise<Snapshot>): Live {
  const watchers = new Set<(snapshot: Snapshot) => void>();
  let kept: { readonly snapshot: Promise<Snapshot>; readonly at: number } | undefined;
  let timer: NodeJS.Timeout | undefined;

  function now(): Promise<Snapshot> {
    if (kept !== undefined && performance.now() - kept.at < freshMillis) return kept.snapshot;
    const taken = { snapshot: look(), at: performance.now() };
    kept = taken;
    // One that failed, or took long, is no older than its end.
    taken.snapshot.then(
      () => (kept === taken ? (kept = { ...taken, at: performance.now() }) : undefined),
      () => (kept === taken ? (kept = undefined) : undefined),
    );
    return taken.snapshot;
  }

  async function round(): Promise<void> {
    const from = performance.now();
    const snapshot = await now().catch(() => undefined);
    const took = performance.now() - from;
    if (snapshot !== undefined) for (const tell of watchers) tell(snapshot);
    if (watchers.size > 0) timer = setTimeout(() => void round(), Math.max(restMillis, took * restsPerLook));
    else timer = undefined;
  }

  return {
    now,
    stale: () => void (kept = undefined),
    watch(tell) {
      if (watchers.size >= mostWatchers) return undefined;
      watchers.add(tell);
      timer ??= setTimeout(() => void round(), 0);
      return () => void watchers.delete(tell);
    },
    get watchers() {
      return watchers.size;
    },
    close() {
      watchers.clear();
      clearTimeout(timer);
    },
  };
}
