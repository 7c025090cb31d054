/** Three Redis servers that share the slots of one cluster, each on a private port. */
import { spawnSync } from 'node:child_process';
import { Redis } from 'ioredis';
import { startRedis, type RedisServer } from './redis.ts';

export interface RedisCluster {
  /** Of its first node. */
  readonly url: string;
  /** Takes every key away. */
  flush(): Promise<void>;
  stop(): Promise<void>;
}

export async function startRedisCluster(): Promise<RedisCluster> {
  const options = ['--cluster-enabled', 'yes', '--cluster-node-timeout', '5000', '--appendonly', 'yes'];
  const nodes = await Promise.all([0, 1, 2].map(() => startRedis(options)));
  join(nodes);
  const clients = nodes.map(({ url }) => new Redis(url));
  await Promise.all(clients.map(knowsEverySlot));
  return {
    url: nodes[0]!.url,
    async flush() {
      await Promise.all(clients.map((client) => client.flushall()));
    },
    async stop() {
      for (const client of clients) client.disconnect();
      await Promise.all(nodes.map((node) => node.stop()));
    },
  };
}

function join(nodes: readonly RedisServer[]): void {
  const addresses = nodes.map(({ port }) => `127.0.0.1:${port}`);
  const { status, stdout } = spawnSync(
    'redis-cli',
    ['--cluster', 'create', ...addresses, '--cluster-replicas', '0', '--cluster-yes'],
    { encoding: 'utf8' },
  );
  if (status !== 0) throw new Error(`redis-cli made no cluster:\n${stdout}`);
}

async function knowsEverySlot(client: Redis): Promise<void> {
  while (!(await client.cluster('INFO')).includes('cluster_state:ok')) await client.ping();
}
