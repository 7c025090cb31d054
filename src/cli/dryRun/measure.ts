/** A few images go the whole way that a worker takes them, into a folder that is thrown away. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ManifestEntry, RunRequest } from '../../config/runRequest.ts';
import { keys } from '../../storage/keys.ts';
import { emptyTally, tallied, type Tally } from '../../producer/tally.ts';
import { openStore } from '../../storage/openStore.ts';
import { executorTools, type ExecutorTools } from '../../worker/executor/executorTools.ts';
import { explainShard, type Reporter } from '../../worker/executor/explainShard.ts';
import { OpenModels, type ModelOptions } from '../../worker/executor/openModels.ts';
import type { FinishedImage } from '../../worker/protocol.ts';
import { addTimes, noTimes, type StageTimes } from '../../worker/stages.ts';
import { writeShard } from '../../worker/writeShard.ts';

export interface Chunk {
  readonly images: number;
  readonly millis: number;
}

export interface Measured {
  readonly chunks: readonly Chunk[];
  readonly stages: StageTimes;
  readonly device: string;
  /** What a run leaves for these images. */
  readonly outputBytes: number;
  readonly tally: Tally;
}

export interface MeasureOptions extends ModelOptions {
  /** Images at once: so many that a chunk is worth measuring, so few that it ends. */
  readonly chunkSize: number;
  /** No chunk is begun after that. */
  readonly budgetMillis: number;
  readonly onImage: (done: number) => void;
}

const run = 'dry-run';

/** `sample` holds at least one image. Throws as an executor does. */
export async function measure(
  request: RunRequest,
  sample: readonly ManifestEntry[],
  options: MeasureOptions,
): Promise<Measured> {
  const destination = await mkdtemp(join(tmpdir(), 'camline-dry-run-'));
  const tools = executorTools(new OpenModels(options));
  try {
    // Opens the model and makes its graphs: that is paid once by a worker.
    await explainChunk({ request, destination, tools, onImage: () => undefined }, sample.slice(0, 1), 0);
    let done = 0;
    const onImage = (): void => options.onImage(++done);
    return await measureChunks({ request, destination, tools, onImage }, sample, options);
  } finally {
    await tools.models.close();
    await rm(destination, { recursive: true, force: true });
  }
}

interface Bench {
  readonly request: RunRequest;
  readonly destination: string;
  readonly tools: ExecutorTools;
  readonly onImage: () => void;
}

async function measureChunks(
  bench: Bench,
  sample: readonly ManifestEntry[],
  { chunkSize, budgetMillis }: MeasureOptions,
): Promise<Measured> {
  const before = await storedBytes(bench.destination);
  const began = performance.now();
  const chunks: Chunk[] = [];
  let tally = emptyTally;
  let stages = noTimes;
  let device = '';
  for (let from = 0; from < sample.length; from += chunkSize) {
    if (chunks.length > 0 && performance.now() - began > budgetMillis) break;
    const lines = sample.slice(from, from + chunkSize);
    const { images, timings, millis } = await explainChunk(bench, lines, 1 + chunks.length);
    chunks.push({ images: images.length, millis });
    stages = addTimes(stages, timings.stages);
    device = timings.device;
    tally = tallied(
      tally,
      images.map(({ record }) => record),
    );
  }
  return {
    chunks,
    stages,
    device,
    outputBytes: (await storedBytes(bench.destination)) - before,
    tally,
  };
}

/** As a worker does a shard. */
async function explainChunk(bench: Bench, lines: readonly ManifestEntry[], shard: number) {
  const { request, destination, tools } = bench;
  const images = new Map<number, FinishedImage>();
  const todo = lines.map((_, index) => index);
  const reporter: Reporter = {
    opened: () => Promise.resolve(),
    started: () => Promise.resolve(),
    finished: (line, image) => {
      images.set(line, image);
      bench.onImage();
      return Promise.resolve();
    },
  };
  const work = { id: shard, run, shard, destination, request, lines, todo, careful: false };
  const start = performance.now();
  const timings = await explainShard(work, tools, reporter, new AbortController().signal);
  const explained = { images: todo.map((line) => images.get(line)!), timings, careful: false };
  const store = openStore(destination);
  await writeShard({ store, file: { run, request, retry: null } }, shard, explained, run);
  return { ...explained, millis: performance.now() - start };
}

async function storedBytes(destination: string): Promise<number> {
  let bytes = 0;
  for await (const object of openStore(destination).list(keys.runPrefix(run))) bytes += object.bytes;
  return bytes;
}
