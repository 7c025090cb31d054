import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { once } from 'node:events';
import { describe, expect, test } from 'vitest';
import { openQueues } from '../../../../src/queue/openQueues.ts';
import { policyWarnings } from '../../../../src/queue/redis/openRedis.ts';

describe('policyWarnings', () => {
  test.each([
    ['# Memory\r\nused_memory:1\r\nmaxmemory_policy:noeviction\r\n', 0],
    ['# Memory\r\nmaxmemory_policy:allkeys-lru\r\nx:1\r\n', 1],
    ['# Memory\r\nused_memory:1\r\n', 0],
  ])('%j', (info, count) => {
    expect(policyWarnings(info, 'redis://host')).toHaveLength(count);
  });

  test('names the policy and the way out', () => {
    expect(policyWarnings('maxmemory_policy:volatile-ttl\r\n', 'redis://host')[0]).toMatch(
      /volatile-ttl.*noeviction/,
    );
  });
});

describe('a server that cannot be used is named within seconds, its password is not', () => {
  const refused = async (url: string): Promise<Error> =>
    openQueues({ redisUrl: url, home: '/nowhere' }).then(
      () => expect.unreachable(),
      (error: Error) => error,
    );

  test('nobody listens', async () => {
    const port = await closedPort();
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

async function closedPort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
