/**
 * One shard until every line of it has a result, whatever happens to executors on the way.
 *
 * *fast*: the executor works on many images at once. When it dies, it is not known which one did it, so the shard goes on
 * in *careful* mode with what is left: one image at a time, each announced. The image in hand at a death gets another try,
 * since whoever kills processes (the system when memory runs out, a person) rarely means an image; the second death with
 * that same image in hand makes it a failed one, and the rest go on. Every death in careful mode either counts against an
 * image or is one without an image (the model cannot even be opened), and of those a few are enough: starts are bounded.
 */
import { CamlineError, fromPlainError } from '../errors.ts';
import { failedRecord } from '../storage/failedRecord.ts';
import type { Death, HandOverOutcome, WorkListener } from './executorProcess.ts';
import { failedImage } from './failedImage.ts';
import type { FinishedImage, ShardTimings, ShardWork } from './protocol.ts';

/** Deaths in a row with no image in hand and none finished. */
const mostFruitlessDeaths = 3;
/** Deaths that an image may be in hand at, alone, before it counts as their cause. */
const deathsPerImage = 2;

export type HandOver = (work: ShardWork, listener: WorkListener) => Promise<HandOverOutcome>;

export interface SuperviseOptions {
  /** `todo`: what is to be done at first. */
  readonly work: Omit<ShardWork, 'id' | 'careful'>;
  /** True where an earlier worker lost this shard. */
  readonly startCarefully: boolean;
  readonly nextId: () => number;
  readonly handOver: HandOver;
  readonly listener: WorkListener;
  readonly signal: AbortSignal;
}

export interface SupervisedShard {
  /** One for each of `work.todo`, in order. */
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
  const deaths = new Map<number, number>();
  let careful = options.startCarefully;
  let fruitless = 0;
  let timings: ShardTimings | null = null;
  while (images.size < work.todo.length) {
    const done = images.size;
    const outcome = await options.handOver(
      { ...work, id: options.nextId(), todo: work.todo.filter((line) => !images.has(line)), careful },
      { ...listener, finished: keepAndTell },
    );
    if (outcome.kind === 'done') {
      timings = outcome.timings;
      continue;
    }
    if (outcome.kind === 'thrown') throw fromPlainError(outcome.error);
    if (signal.aborted) throw stopped();
    const blamed = careful ? outcome.line : undefined;
    if (blamed !== undefined) blame(blamed, outcome.death);
    fruitless = blamed !== undefined || images.size > done ? 0 : fruitless + 1;
    if (fruitless >= mostFruitlessDeaths) throw lost(outcome.death);
    careful = true;
  }
  return { images: work.todo.map((line) => images.get(line)!), timings, careful };

  function keepAndTell(line: number, image: FinishedImage): void {
    images.set(line, image);
    listener.finished(line, image);
  }

  function blame(line: number, death: Death): void {
    const times = (deaths.get(line) ?? 0) + 1;
    deaths.set(line, times);
    if (times >= deathsPerImage) keepAndTell(line, failedBy(death, work.lines[line]!.key));
  }
}

const failedBy = ({ code, how }: Death, key: string): FinishedImage =>
  failedImage(
    failedRecord(key, {
      code,
      message:
        `The process that explained this image, and nothing else at that time, ${how}, and so did the one that tried ` +
        'it before.',
    }),
  );

const lost = ({ how }: Death): CamlineError =>
  new CamlineError(
    'WORKER_CRASHED',
    `The process that explains images ${how} before it had one in hand, ${mostFruitlessDeaths} times in a row.`,
  );

const stopped = (): CamlineError =>
  new CamlineError('WORKER_STOPPED', 'The worker was stopped: the shard goes back to the queue.');
