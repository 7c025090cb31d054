/**
 * One shard until every line of it has a result, whatever happens to executors on the way.
 *
 * *fast*: the executor works on many images at once. When it dies, it is not known which one did it, so the shard goes on
 * in *careful* mode with what is left: one image at a time, each announced. The image in hand at the next death is
 * recorded as failed, and the rest go on. Every death in careful mode either costs an image or counts as one without an
 * image (the model cannot even be opened), and of those a few are enough: starts are bounded.
 */
import { CamlineError, fromPlainError } from '../errors.ts';
import { failedRecord } from '../storage/failedRecord.ts';
import type { Death, HandOverOutcome, WorkListener } from './executorProcess.ts';
import type { FinishedImage, ShardTimings, ShardWork } from './protocol.ts';

/** Deaths in a row with no image in hand and none finished. */
const mostFruitlessDeaths = 3;

export type HandOver = (work: ShardWork, listener: WorkListener) => Promise<HandOverOutcome>;

export interface SuperviseOptions {
  /** `todo` and `careful` are this function's to say. */
  readonly work: Omit<ShardWork, 'id' | 'todo' | 'careful'>;
  /** True where an earlier worker lost this shard. */
  readonly startCarefully: boolean;
  readonly nextId: () => number;
  readonly handOver: HandOver;
  readonly listener: WorkListener;
  readonly signal: AbortSignal;
}

export interface SupervisedShard {
  /** One per line, in order. */
  readonly images: readonly FinishedImage[];
  /** Null where the last image was one that an executor died of. */
  readonly timings: ShardTimings | null;
  readonly careful: boolean;
}

/**
 * Throws what the executor throws (the run's or machine's trouble, not an image's), WORKER_STOPPED when `signal` is
 * aborted, WORKER_CRASHED where executors die before they have an image in hand.
 */
export async function superviseShard(options: SuperviseOptions): Promise<SupervisedShard> {
  const { work, listener, signal } = options;
  const images = new Map<number, FinishedImage>();
  let careful = options.startCarefully;
  let fruitless = 0;
  let timings: ShardTimings | null = null;
  while (images.size < work.lines.length) {
    const done = images.size;
    const outcome = await options.handOver(
      { ...work, id: options.nextId(), todo: missing(work.lines.length, images), careful },
      { ...listener, finished: keepAndTell },
    );
    if (outcome.kind === 'done') {
      timings = outcome.timings;
      continue;
    }
    if (outcome.kind === 'thrown') throw fromPlainError(outcome.error);
    if (signal.aborted) throw stopped();
    if (careful && outcome.line !== undefined) {
      keepAndTell(outcome.line, failedBy(outcome.death, work.lines[outcome.line]!.key));
    }
    fruitless = images.size > done ? 0 : fruitless + 1;
    if (fruitless >= mostFruitlessDeaths) throw lost(outcome.death);
    careful = true;
  }
  return { images: work.lines.map((_, line) => images.get(line)!), timings, careful };

  function keepAndTell(line: number, image: FinishedImage): void {
    images.set(line, image);
    listener.finished(line, image);
  }
}

const missing = (count: number, images: ReadonlyMap<number, unknown>): number[] =>
  Array.from({ length: count }, (_, line) => line).filter((line) => !images.has(line));

const failedBy = ({ code, how }: Death, key: string): FinishedImage => ({
  record: failedRecord(key, {
    code,
    message: `The process that explained this image, and nothing else at that time, ${how}.`,
  }),
  maps: [],
});

const lost = ({ how }: Death): CamlineError =>
  new CamlineError(
    'WORKER_CRASHED',
    `The process that explains images ${how} before it had one in hand, ${mostFruitlessDeaths} times in a row.`,
  );

const stopped = (): CamlineError =>
  new CamlineError('WORKER_STOPPED', 'The worker was stopped: the shard goes back to the queue.');
