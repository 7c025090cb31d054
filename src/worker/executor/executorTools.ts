import { FloatPool } from '../../tensor/floatPool.ts';
import { BusyClock } from '../busyClock.ts';
import { batchSize } from '../protocol.ts';
import { shardsInFlight } from '../patience.ts';
import { SharedLock } from '../sharedLock.ts';
import { ByteBudget } from './byteBudget.ts';
import type { OpenModels } from './openModels.ts';

/** Shared by all shards of a process. */
export interface ExecutorTools {
  readonly models: OpenModels;
  /** Bytes of decoded pixels that may be in memory. */
  readonly budget: ByteBudget;
  /** One call at a time: stage times then tell what a batch took, not how long it waited for another shard's. */
  readonly engine: SharedLock;
  readonly engineBusy: BusyClock;
  /** Of tensors and of batches of them. */
  readonly memory: FloatPool;
}

/** Back-pressure by memory, not by images. */
const decodedBytesAtOnce = 256 * 2 ** 20;

/** Of each shard a batch is prepared, one waits for the engine, and one is in it; and that one once more as a whole. */
const arraysInUse = shardsInFlight * (3 * batchSize + 1);

export const executorTools = (models: OpenModels): ExecutorTools => ({
  models,
  budget: new ByteBudget(decodedBytesAtOnce),
  engine: new SharedLock(),
  engineBusy: new BusyClock(() => performance.now()),
  memory: new FloatPool(arraysInUse),
});
