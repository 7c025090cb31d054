import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { once } from 'node:events';
import { describe, expect, test } from 'vitest';
import { openQueues } from '../../../../src/queue/openQueues.ts';
import { serverFacts } from '../../../../src/queue/redis/inspectServer.ts';
import { freePort } from '../../../support/freePort.ts';

describe('serverFacts', () => {
  test.each([
    ['# Memory\r\nused_memory:1\r\nmaxmemory_policy:noeviction\r\naof_enabled:1\r\n', 0],
    ['# Memory\r\nmaxmemory_policy:allkeys-lru\r\nx:1\r\n', 1],
    ['maxmemory_policy:allkeys-lru\r\naof_enabled:0\r\n', 2],
    ['# Memory\r\nused_memory:1\r\n', 0],
  ])('warnings of %j', (info, count) => {
    expect(serverFacts(info, 'redis://host').warnings).toHaveLength(count);
  });

  test('names the policy and the way out', () => {
    const { warnings } = serverFacts('maxmemory_policy:volatile-ttl\r\naof_enabled:0\r\n', 'redis://host');
    expect(warnings[0]).toMatch(/redis:\/\/host.*volatile-ttl.*noeviction/);
    expect(warnings[1]).toMatch(/append-only.*appendonly to "yes"/);
  });

  test('tells a cluster', () => {
    expect(serverFacts('cluster_enabled:1\r\n', '').isCluster).toBe(true);
    expect(serverFacts('cluster_enabled:0\r\n', '').isCluster).toBe(false);
  });
});

describe('a server that cannot be used is named within seconds, its password is not', () => {
  const refused = async (url: string): Promise<Error> =>
    openQueues({ redisUrl: url, home: '/nowhere' }).then(
      () => expect.unreachable(),
      (error: Error) => error,
    );

  test('nobody listens', async () => {
    const port = await freePort();
    const error = await refused(`redis://me:canary@127.0.0.1:${port}/0`);
    expect(error).toMatchObject({ code: 'QUEUE_UNAVAILABLE' });
    expect(error.message).toMatch(
      /Cannot reach Redis at redis:\/\/\*\*\*@127.*ECONNREFUSED.*CAMLINE_REDIS_URL/,
    );
    expect(`${error.stack} ${String(error.cause)} ${JSON.stringify(error)}`).not.toContain('canary');
  });

  test('somebody listens and never answers', async () => {
    const server = createServer(() => undefined).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const started = performance.now();
    const error = await refused(`redis://:canary@127.0.0.1:${(server.address() as AddressInfo).port}`);
    expect(error).toMatchObject({ code: 'QUEUE_UNAVAILABLE' });
    expect(performance.now() - started).toBeLessThan(15_000);
    server.close();
  });
});
