/** Forward passes that a shard should cost: large enough to hide the queue, small enough to lose to a crash. */
const forwardsPerShard = 8192;
const mostImages = 32;

/**
 * Images a shard. Follows from the request and the model alone, so that the bytes of the results depend on no machine.
 *
 * @param forwardsPerImage forward passes that all methods together take for one image.
 */
export function shardSize(forwardsPerImage: number): number {
  return Math.min(mostImages, Math.max(1, Math.floor(forwardsPerShard / forwardsPerImage)));
}
