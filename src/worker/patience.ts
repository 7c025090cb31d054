/** How long an executor may be silent about a shard before it counts as hung. Pure. */
import { batchSize, type ShardWork } from './protocol.ts';

/** Reading a model, and building its graphs and sessions. */
const openMillis = 10 * 60_000;

/** Shards that share one engine. */
export const shardsInFlight = 2;

/** An image that is alone in its batch may go through the engine twice (`executor/explainBatch.ts`). */
const carefulRows = 2;

export type Awaiting = 'opened' | 'finished';

/**
 * Milliseconds. In careful mode one image is in hand; else a batch of each shard in flight may have to go through the
 * engine before the next image is finished.
 */
export function patienceMillis(work: Pick<ShardWork, 'careful' | 'request'>, awaiting: Awaiting): number {
  if (awaiting === 'opened') return openMillis;
  const rows = Math.min(batchSize, work.request.shardSize);
  const images = work.careful ? carefulRows : rows * shardsInFlight;
  return work.request.imageTimeoutSeconds * 1_000 * images;
}
