/**
 * A shard through the stages: fetch → decode + preprocess → engine → finish + upload. Lines 8k to 8k+7 of the shard are one
 * batch, less those that failed before. In fast mode stages overlap: while one batch is in the engine, the next is
 * prepared and the one before is stored. In careful mode a batch is one image, announced before anything is done with it,
 * and nothing overlaps.
 */
import type { ManifestEntry } from '../../config/runRequest.ts';
import { CamlineError, type PlainError } from '../../errors.ts';
import { openImages } from '../../sources/images/openImages.ts';
import { failedRecord } from '../../storage/failedRecord.ts';
import { openStore } from '../../storage/openStore.ts';
import { failedImage } from '../failedImage.ts';
import { batchSize, type FinishedImage, type ShardTimings, type ShardWork } from '../protocol.ts';
import { StageClock } from '../stages.ts';
import { ahead, mapped } from './ahead.ts';
import type { ExecutorTools } from './executorTools.ts';
import { explainBatch, type ImageOutcome } from './explainBatch.ts';
import { finishImage, type FinishTools } from './finishImage.ts';
import { imageFailure } from './imageFailure.ts';
import type { OpenedModel } from './openModels.ts';
import { prepareImage, type Prepared, type SeenImage } from './prepareImage.ts';
import type { PrepareTools } from './prepareTools.ts';

/** Answers to the supervisor; each resolves when it is on its way. */
export interface Reporter {
  opened(): Promise<void>;
  started(line: number): Promise<void>;
  finished(line: number, image: FinishedImage): Promise<void>;
}

interface Line {
  readonly index: number;
  readonly entry: ManifestEntry;
}

type PreparedLine = Line & { readonly result: Prepared | PlainError };
type ExplainedLine = Line & {
  readonly prepared: SeenImage;
  readonly outcome: ImageOutcome;
};
type Stages = {
  readonly prepare: (batch: readonly Line[]) => Promise<PreparedLine[]>;
  readonly explain: (batch: readonly PreparedLine[]) => Promise<ExplainedLine[]>;
  readonly finish: (batch: readonly ExplainedLine[]) => Promise<void>;
};

/** Resolves when every line of `work.todo` was reported. Throws what concerns more than one image; images fail in records. */
export async function explainShard(
  work: ShardWork,
  tools: ExecutorTools,
  reporter: Reporter,
  signal: AbortSignal,
): Promise<ShardTimings> {
  const images = await openImages(work.request);
  const store = openStore(work.destination);
  const clock = new StageClock();
  return tools.models.use(work.request.model, store, async (opened) => {
    await reporter.opened();
    const busyBefore = tools.engineBusy.millis();
    const { run, request } = work;
    const { budget, memory } = tools;
    const shared = { run, request, images, store, clock, budget, memory };
    const stages = shardStages(work, opened, shared, tools, reporter);
    await (work.careful ? carefully : overlapped)(batchesOf(work), stages, signal);
    const { engine, engineVersion, device } = opened.door.facts;
    const engineBusyMillis = tools.engineBusy.millis() - busyBefore;
    return { stages: clock.times(), engineBusyMillis, engine: `${engine} ${engineVersion}`, device };
  });
}

/** Every hundredth image of the data set, from the first on: a sample that follows from the manifest alone. */
const isCompared = ({ shard, request }: ShardWork, index: number): boolean =>
  (shard * request.shardSize + index) % 100 === 0;

/** Lines that are left, in batches whose borders do not depend on what is left. */
function batchesOf({ lines, todo, careful }: ShardWork): Line[][] {
  const size = careful ? 1 : batchSize;
  const batches = new Map<number, Line[]>();
  for (const index of todo) {
    const batch = Math.floor(index / size);
    batches.set(batch, [...(batches.get(batch) ?? []), { index, entry: lines[index]! }]);
  }
  return [...batches.values()];
}

async function overlapped(batches: readonly Line[][], stages: Stages, signal: AbortSignal): Promise<void> {
  const prepared = ahead(mapped(batches, stages.prepare));
  const explained = ahead(mapped(prepared, stages.explain));
  for await (const batch of explained) {
    await stages.finish(batch);
    checkWanted(signal);
  }
}

async function carefully(batches: readonly Line[][], stages: Stages, signal: AbortSignal): Promise<void> {
  for (const batch of batches) {
    checkWanted(signal);
    await stages.finish(await stages.explain(await stages.prepare(batch)));
  }
}

function checkWanted(signal: AbortSignal): void {
  if (!signal.aborted) return;
  throw new CamlineError('WORKER_STOPPED', 'The worker was stopped: the shard goes back to the queue.');
}

function shardStages(
  work: ShardWork,
  { door, limit }: OpenedModel,
  shared: PrepareTools & FinishTools,
  { engine, engineBusy }: ExecutorTools,
  reporter: Reporter,
): Stages {
  const leastRows = door.facts.batched ? Math.min(2, work.lines.length) : 1;
  const { memory } = shared;
  const batchTools = { model: door, request: work.request, leastRows, limit, memory };
  const fail = ({ index, entry }: Line, reason: PlainError): Promise<void> =>
    reporter.finished(index, failedImage(failedRecord(entry.key, reason)));

  return {
    prepare: async (batch) => {
      if (work.careful) await reporter.started(batch[0]!.index);
      return Promise.all(
        batch.map(async (line) => {
          const result = await prepareImage(line.entry, shared).catch(imageFailure);
          return { ...line, result };
        }),
      );
    },
    explain: async (batch) => {
      const ready: (Line & { prepared: Prepared })[] = [];
      for (const { result, ...line } of batch) {
        if ('code' in result) await fail(line, result);
        else ready.push({ ...line, prepared: result });
      }
      const images = ready.map(({ prepared, entry, index }) => ({
        tensor: prepared.tensor,
        label: entry.class ?? entry.label,
        compareExact: isCompared(work, index),
        region: prepared.region,
      }));
      const call = (): Promise<ImageOutcome[]> => engineBusy.during(() => explainBatch(images, batchTools));
      const outcomes = await engine.alone(() => shared.clock.time('explain', call));
      for (const { tensor } of images) memory.giveBack(tensor.data); // what is left of an image is its picture
      return ready.map((line, image) => ({ ...line, outcome: outcomes[image]! }));
    },
    finish: async (batch) => {
      await Promise.all(
        batch.map(async (line) => {
          const { entry, prepared, outcome } = line;
          if (outcome.status === 'failed') return fail(line, outcome.reason);
          const image = await finishImage(entry, prepared, outcome.explanation, shared);
          return reporter.finished(line.index, image);
        }),
      );
    },
  };
}
