/** Runs, queue and workers for Prometheus: one scrape in place of one for each worker. */
import { Gauge, Registry } from 'prom-client';
import type { Snapshot } from '../live/snapshot.ts';
import { stateOf } from '../parts/figures.ts';
import { view, type Visit } from './route.ts';

interface Figure {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

interface Metric {
  readonly name: string;
  readonly help: string;
  readonly labels: readonly string[];
  readonly read: (snapshot: Snapshot, watchers: number) => readonly Figure[];
}

const plain = (value: number): Figure[] => [{ labels: {}, value }];
const ofWorkers =
  (read: (beat: Snapshot['queue']['workers'][number]) => number): Metric['read'] =>
  ({ queue }) =>
    queue.workers.map((beat) => ({ labels: { worker: beat.worker }, value: read(beat) }));

const metrics: readonly Metric[] = [
  {
    name: 'camline_run_images',
    help: 'Images of a run by what their records say',
    labels: ['store', 'run', 'state'],
    read: ({ runs }) =>
      runs.flatMap(({ place, file, tally: { ok, failed }, left }) =>
        Object.entries({ ok, failed, left }).map(([state, value]) => ({
          labels: { store: place.id, run: file.run, state },
          value,
        })),
      ),
  },
  {
    name: 'camline_run_seconds_left',
    help: 'Time left of a run that is worked on, by the slower of two rates',
    labels: ['store', 'run'],
    read: ({ runs }) =>
      runs.flatMap(({ place, file, outlook: { secondsLeft } }) =>
        secondsLeft === null ? [] : [{ labels: { store: place.id, run: file.run }, value: secondsLeft[1] }],
      ),
  },
  {
    name: 'camline_runs',
    help: 'Runs by state',
    labels: ['state'],
    read: ({ runs }) => {
      const counts = new Map<string, number>();
      for (const run of runs) counts.set(stateOf(run), (counts.get(stateOf(run)) ?? 0) + 1);
      return [...counts].map(([state, value]) => ({ labels: { state }, value }));
    },
  },
  {
    name: 'camline_queue_up',
    help: '1 where the queue answers',
    labels: [],
    read: ({ queue }) => plain(queue.problem === null ? 1 : 0),
  },
  {
    name: 'camline_queue_paused',
    help: '1 while paused',
    labels: [],
    read: ({ queue }) => plain(queue.paused ? 1 : 0),
  },
  {
    name: 'camline_workers',
    help: 'Workers whose word holds',
    labels: [],
    read: ({ queue }) => plain(queue.workers.length),
  },
  {
    name: 'camline_images_per_second',
    help: 'Over the last minute',
    labels: ['worker'],
    read: ofWorkers(({ imagesPerSecond }) => imagesPerSecond),
  },
  {
    name: 'camline_engine_idle_ratio',
    help: 'Share of the time with work at hand in which the engine had none',
    labels: ['worker'],
    read: ofWorkers(({ engineIdleShare }) => engineIdleShare),
  },
  {
    name: 'camline_memory_bytes',
    help: 'Resident memory, executors included',
    labels: ['worker'],
    read: ofWorkers(({ memoryBytes }) => memoryBytes),
  },
  {
    name: 'camline_stage_seconds',
    help: 'Time by stage since the start of a worker, summed over images',
    labels: ['worker', 'stage'],
    read: ({ queue }) =>
      queue.workers.flatMap(({ worker, stages }) =>
        Object.entries(stages).map(([stage, millis]) => ({
          labels: { worker, stage },
          value: millis / 1000,
        })),
      ),
  },
  {
    name: 'camline_dashboard_memory_bytes',
    help: 'Resident memory of the dashboard',
    labels: [],
    read: () => plain(process.memoryUsage.rss()),
  },
  {
    name: 'camline_dashboard_watchers',
    help: 'Pages that are followed live',
    labels: [],
    read: (_, watchers) => plain(watchers),
  },
];

async function scrape({ context: { live }, reply }: Visit): Promise<unknown> {
  const snapshot = await live.now();
  const registry = new Registry();
  for (const { name, help, labels, read } of metrics) {
    const gauge = new Gauge({ name, help, labelNames: [...labels], registers: [registry] });
    for (const { labels: given, value } of read(snapshot, live.watchers)) gauge.set({ ...given }, value);
  }
  return reply.type(registry.contentType).send(await registry.metrics());
}

export const metricRoutes = [view('/metrics', scrape)];
