/** `camline status` for people. Pure. */
import type { WorkerBeat } from '../../queue/beats.ts';
import { stateWord } from '../../queue/stateWord.ts';
import { clockText } from '../progress/progress.ts';
import { table } from '../table.ts';
import type { RunStatus, Status } from './types.ts';

export function statusLines({ paused, runs, workers }: Status): string[] {
  return [
    ...(paused ? ['The queue is paused: camline unpause lets workers take shards again.', ''] : []),
    ...(runs.length === 0 ? ['No runs in this queue.'] : table(runColumns, runs.map(runCells))),
    ...runs.flatMap(details),
    '',
    ...(workers.length === 0
      ? ['No workers. Start one: camline worker']
      : table(workerColumns, workers.map(workerCells))),
  ];
}

const runColumns = ['RUN', 'STATE', 'DONE', 'IMAGES', 'RATE', 'LEFT', 'WORKERS', 'DESTINATION'];

function runCells({ queued, images, done, outlook, file }: RunStatus): string[] {
  const { imagesPerSecond, secondsLeft, workers } = outlook;
  return [
    queued.job.run,
    (file?.finished ?? null) === null ? stateWord(queued) : 'finished',
    done === null ? '-' : `${done} (${images === 0 ? 100 : Math.floor((100 * done) / images)}%)`,
    String(images),
    imagesPerSecond > 0 ? `${imagesPerSecond.toFixed(1)}/s` : '-',
    secondsLeft === null ? '-' : rangeText(secondsLeft),
    String(workers),
    queued.job.destination,
  ];
}

/** "00:10 to 00:15" */
const rangeText = ([least, most]: readonly [number, number]): string => {
  const [from, to] = [clockText(least), clockText(most)];
  return from === to ? from : `${from} to ${to}`;
};

/** What records and queue tell beyond a row. */
function details({ queued, records }: RunStatus): string[] {
  const lines: string[] = [];
  if (queued.failure !== null) lines.push(`${queued.job.run} failed: ${queued.failure}`);
  if (records === null) return lines;
  const reasons = Object.entries(records.failedByCode).map(([code, count]) => `${code} ${count}`);
  lines.push(
    '',
    `recorded: ${records.ok} explained, ${records.failed} failed${reasons.length > 0 ? ` (${reasons.join(', ')})` : ''}`,
    `shards:   ${queued.shardsLeft} left, ${queued.shardsEnded} ended, ${queued.shardsFailed} of them failed`,
  );
  return lines;
}

const workerColumns = [
  'WORKER',
  'DEVICE',
  'IN HAND',
  'IMAGES',
  'FAILED',
  'RATE',
  'ENGINE IDLE',
  'MEMORY',
  'SLOWEST STAGE',
];

function workerCells(beat: WorkerBeat): string[] {
  const [slowest] = Object.entries(beat.stages).sort(([, a], [, b]) => b - a);
  const perImage = slowest === undefined || beat.images === 0 ? 0 : slowest[1] / beat.images;
  return [
    beat.worker,
    beat.device,
    String(beat.inHand.length),
    String(beat.images),
    String(beat.failed),
    `${beat.imagesPerSecond.toFixed(1)}/s`,
    `${Math.round(beat.engineIdleShare * 100)}%`,
    `${Math.round(beat.memoryBytes / 2 ** 20)} MiB`,
    perImage > 0 ? `${slowest![0]} ${perImage.toFixed(1)} ms` : '-',
  ];
}
