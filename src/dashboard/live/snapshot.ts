/** How things stand: runs with what their records tell, the queue, and what workers tell of themselves. */
import { messageOf } from '../../errors.ts';
import type { WorkerBeat } from '../../queue/beats.ts';
import { jobsOf } from '../../queue/jobsOf.ts';
import { outlook, type Outlook } from '../../queue/outlook.ts';
import type { QueuedRun } from '../../queue/queues.ts';
import type { RunFile } from '../../storage/runFile.ts';
import type { Catalog } from '../catalog.ts';
import type { Freshness, RunIndex } from '../index/openIndex.ts';
import { addSample } from '../index/samples.ts';
import { tallyOf } from '../index/tally.ts';
import type { Tally } from '../../producer/tally.ts';
import type { Place, Places } from '../places.ts';
import type { QueueDoor } from '../../queue/queueDoor.ts';

export interface QueueView {
  /** Why nothing is known of the queue; null where it answers. */
  readonly problem: string | null;
  readonly paused: boolean;
  readonly runs: readonly QueuedRun[];
  readonly workers: readonly WorkerBeat[];
}

export interface RunView {
  readonly place: Place;
  readonly file: RunFile;
  /** By records alone. */
  readonly tally: Tally;
  /** Images without a record. */
  readonly left: number;
  /** False while records that are there are still being taken in. */
  readonly settled: boolean;
  /** The run's newest job, or null where the queue knows none. */
  readonly queued: QueuedRun | null;
  readonly outlook: Outlook;
}

export interface Snapshot {
  readonly at: Date;
  readonly queue: QueueView;
  readonly places: readonly Place[];
  /** The newest first, at most `mostRuns`. */
  readonly runs: readonly RunView[];
  readonly runsInAll: number;
  /** Stores that could not be read, with the reason. */
  readonly troubles: readonly { readonly place: Place; readonly message: string }[];
}

export interface SnapshotSources {
  readonly queue: QueueDoor;
  readonly places: Places;
  readonly catalog: Catalog;
  readonly index: RunIndex;
}

const mostRuns = 60;
/** A page does not wait longer for a run's records to be taken in. */
export const refreshMillis = 1_000;

export async function takeSnapshot(sources: SnapshotSources, at: Date): Promise<Snapshot> {
  const [queue, places] = await Promise.all([queueView(sources.queue), sources.places.all()]);
  const troubles: { place: Place; message: string }[] = [];
  const found = await Promise.all(
    places.map(async (place) => {
      const files = await sources.catalog.runs(place).catch((error: unknown) => {
        troubles.push({ place, message: messageOf(error) });
        return [];
      });
      return files.map((file) => ({ place, file }));
    }),
  );
  const all = found.flat().sort((a, b) => (a.file.createdAt < b.file.createdAt ? 1 : -1));
  const runs: RunView[] = [];
  for (const { place, file } of all.slice(0, mostRuns))
    runs.push(await runView(sources.index, queue, place, file));
  return { at, queue, places, runs, runsInAll: all.length, troubles };
}

/** An unreachable queue is a fact to show, not a failure of the page. */
export async function queueView(door: QueueDoor): Promise<QueueView> {
  try {
    return await door.ask(async (control) => {
      const [runs, workers, paused] = await Promise.all([
        control.listRuns(),
        control.workers(),
        control.isPaused(),
      ]);
      return { problem: null, paused, runs, workers };
    });
  } catch (error) {
    return { problem: messageOf(error), paused: false, runs: [], workers: [] };
  }
}

/** A finished run is told of without the index. */
async function runView(index: RunIndex, queue: QueueView, place: Place, file: RunFile): Promise<RunView> {
  if (file.finished !== null) return viewOf(queue, place, file, file.finished, true);
  return freshView(index, queue, place, file, await index.refreshWithin(place, file, refreshMillis));
}

/** Of a run that was just taken in. Counts of a finished one stand in `run.json`, which its records prove; all others are counted. */
export async function freshView(
  { database }: Pick<RunIndex, 'database'>,
  queue: QueueView,
  place: Place,
  file: RunFile,
  { run, settled }: Freshness,
): Promise<RunView> {
  if (file.finished !== null) return viewOf(queue, place, file, file.finished, true);
  const tally = await tallyOf(database, run);
  // A half-read run would look as if its images had been explained now.
  if (settled) await addSample(database, run, { at: Date.now(), done: tally.ok + tally.failed });
  return viewOf(queue, place, file, tally, settled);
}

function viewOf(queue: QueueView, place: Place, file: RunFile, tally: Tally, settled: boolean): RunView {
  const queued = jobsOf(queue.runs, file).sort((a, b) => b.job.generation - a.job.generation)[0] ?? null;
  const left = Math.max(0, file.images - tally.ok - tally.failed);
  return {
    place,
    file,
    tally,
    left,
    settled,
    queued,
    outlook: outlook(queued?.id ?? '', left, queue.workers),
  };
}
