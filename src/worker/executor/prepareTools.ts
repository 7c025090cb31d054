import type { RunRequest } from '../../config/runRequest.ts';
import type { Images } from '../../sources/images/images.ts';
import type { StageClock } from '../stages.ts';
import type { FloatPool } from '../../tensor/floatPool.ts';
import type { ByteBudget } from './byteBudget.ts';

/** What an image needs on its way to the network, shared by all of a shard. */
export interface PrepareTools {
  readonly images: Images;
  readonly request: RunRequest;
  readonly budget: ByteBudget;
  readonly clock: StageClock;
  /** Of tensors: whoever has sent one to the engine gives it back. */
  readonly memory: FloatPool;
}
