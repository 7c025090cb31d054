// Arguments: QueueOptions as JSON, run. Adds three shards, takes two and holds them until it is killed.
import { built } from './built.mjs';

const { openQueues } = await built('queue/openQueues.js');

const queues = await openQueues(JSON.parse(process.argv[2] ?? ''));
/** @param {Error} error */
const onError = (error) => console.error(error);
await queues.startRun(JSON.parse(process.argv[3] ?? ''));
await queues.consumeRuns(
  /** @param {import('../../../src/queue/queues.ts').RunHandle} handle */
  async (handle) => {
    await handle.addShards([0, 1, 2]);
    await handle.update({ ...handle.job, step: 'wait' });
    await handle.waitForShards();
  },
  { concurrency: 1, onError },
);
await queues.consumeShards(
  /** @param {import('../../../src/queue/queues.ts').ShardTask} task */
  ({ shard }) => {
    console.log(shard);
    return new Promise(() => undefined);
  },
  { concurrency: 2, onError },
);
