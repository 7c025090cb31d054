/** The stores that are shown, each under a short name that stands in addresses and follows from its location alone. */
import { createHash } from 'node:crypto';
import type { QueueDoor } from '../queue/queueDoor.ts';
import type { ObjectStore } from '../storage/objectStore.ts';
import { openStore } from '../storage/openStore.ts';

export interface Place {
  /** "results-3fa1": the end of its location and a hash. */
  readonly id: string;
  /** As given to `openStore`, and as jobs name it. */
  readonly destination: string;
  readonly store: ObjectStore;
}

export function placeOf(destination: string): Place {
  const store = openStore(destination);
  const { location } = store;
  const hash = createHash('sha256').update(location).digest('hex').slice(0, 6);
  const end = location.split(/[/\\]/).findLast((part) => part !== '') ?? 'store';
  const name = end
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '')
    .slice(0, 32);
  return { id: name === '' ? hash : `${name}-${hash}`, destination: location, store };
}

export interface Places {
  /** Those that were named at the start; else those of the runs that the queue knows. */
  all(): Promise<readonly Place[]>;
  find(id: string): Promise<Place | undefined>;
}

export function openPlaces(destinations: readonly string[], queue: QueueDoor): Places {
  const known = new Map<string, Place>();
  const take = (destination: string): void => {
    const place = placeOf(destination);
    known.set(place.id, place);
  };
  destinations.forEach(take);
  const all = async (): Promise<readonly Place[]> => {
    if (destinations.length === 0) {
      const queued = await queue.ask((control) => control.listRuns()).catch(() => []);
      for (const { job } of queued) take(job.destination);
    }
    return [...known.values()];
  };
  return { all, find: async (id) => known.get(id) ?? (await all()).find((place) => place.id === id) };
}
