/** `camline status`: what the queue and its workers tell, and of one run what its records tell. */
import { setTimeout as delay } from 'node:timers/promises';
import type { WorkerBeat } from '../../queue/beats.ts';
import type { QueueControl, QueuedRun } from '../../queue/queues.ts';
import { openStore } from '../../storage/openStore.ts';
import { readRunFile } from '../../storage/readRunFile.ts';
import { printJson, printLines } from '../output.ts';
import { findQueued } from '../runs/findQueued.ts';
import { imagesDone } from '../runs/follow.ts';
import { withControl } from '../runs/withControl.ts';
import type { SettingOptions } from '../settings.ts';
import { countRecords } from './countRecords.ts';
import { outlook } from '../../queue/outlook.ts';
import { statusLines } from './statusLines.ts';
import type { RunStatus, Status } from './types.ts';

export interface StatusOptions extends SettingOptions {
  readonly json?: true;
  readonly watch?: true;
}

const watchMillis = 2_000;

export async function status(name: string | undefined, options: StatusOptions): Promise<void> {
  await withControl(options, async (control) => {
    do {
      const now = await readStatus(control, name);
      if (options.watch && process.stdout.isTTY) process.stdout.write('\u001b[2J\u001b[H');
      if (options.json) printJson(described(now));
      else printLines(statusLines(now));
      if (options.watch) await delay(watchMillis);
    } while (options.watch);
  });
}

async function readStatus(control: QueueControl, name: string | undefined): Promise<Status> {
  const [all, workers, paused] = await Promise.all([
    control.listRuns(),
    control.workers(),
    control.isPaused(),
  ]);
  const chosen = name === undefined ? all : [findQueued(all, name)];
  const runs = await Promise.all(chosen.map((queued) => runStatus(queued, workers, name !== undefined)));
  return { paused, runs, workers };
}

async function runStatus(
  queued: QueuedRun,
  workers: readonly WorkerBeat[],
  counted: boolean,
): Promise<RunStatus> {
  const { run, destination, request, shards } = queued.job;
  const store = openStore(destination);
  const file = (await readRunFile(store, run).catch(() => undefined)) ?? null;
  const images = file?.images ?? shards * request.shardSize;
  const records = counted && file !== null ? await countRecords(store, run) : null;
  const byShards = queued.cancelled ? null : imagesDone({ images, request }, queued);
  const done = file?.finished ? images : records === null ? byShards : records.ok + records.failed;
  return {
    queued,
    file,
    images,
    done,
    outlook: outlook(queued.id, images - (done ?? 0), workers),
    records,
  };
}

function described({ paused, runs, workers }: Status): object {
  return {
    paused,
    runs: runs.map(({ queued, file, images, done, outlook: { secondsLeft, ...rate }, records }) => ({
      run: queued.job.run,
      job: queued.id,
      destination: queued.job.destination,
      state: queued.state,
      cancelled: queued.cancelled,
      failure: queued.failure,
      images,
      done,
      finished: file?.finished ?? null,
      records,
      shards: { left: queued.shardsLeft, ended: queued.shardsEnded, failed: queued.shardsFailed },
      ...rate,
      secondsLeft,
    })),
    workers,
  };
}
