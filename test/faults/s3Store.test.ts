/** The S3 store over a network that loses, cuts and damages three requests in ten, and before a server that is too busy. */
import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { ObjectStore } from '../../src/storage/objectStore.ts';
import { s3Store } from '../../src/storage/s3/s3Store.ts';
import { faultNames, FaultProxy, sometimes } from '../support/faultProxy.ts';
import { radosgwKeys, radosgwMissing } from '../support/radosgw.ts';
import { S3Server } from '../support/s3Server.ts';

vi.setConfig({ testTimeout: 180_000 });

const missing = radosgwMissing();

describe.skipIf(missing !== undefined)(`on radosgw${missing === undefined ? '' : ` (${missing})`}`, () => {
  let server: S3Server;
  let proxy: FaultProxy;
  beforeAll(async () => {
    for (const [name, value] of Object.entries(radosgwKeys)) vi.stubEnv(name, value);
    server = await S3Server.start('faults');
    proxy = await FaultProxy.start(server.endpoint);
  });
  afterAll(async () => {
    await proxy?.stop();
    await server?.stop();
    vi.unstubAllEnvs();
  });

  function storeAt(prefix: string, attempts = 10): ObjectStore {
    const settings = { endpoint: proxy.endpoint, region: 'us-east-1', timeoutSeconds: 1, attempts };
    return s3Store(`s3://faults/${prefix}`, () => Promise.resolve(settings));
  }

  test('objects go in and out whole, and a conditional write is told rightly', async () => {
    const store = storeAt('whole');
    proxy.plan = sometimes(0.3, 1);
    proxy.seen.length = 0;
    const objects = new Map(
      Array.from(
        { length: 60 },
        (_, index) => [`o/${String(index).padStart(2, '0')}`, randomBytes(1 + index * 3_000)] as const,
      ),
    );
    await Promise.all(
      [...objects].map(async ([key, bytes], index) => {
        const first = index % 2 === 0 ? store.put(key, bytes) : store.putNew(key, bytes);
        expect([undefined, 'written'][index % 2]).toBe(await first);
        expect(await store.putNew(key, randomBytes(10)), key).toBe('exists');
        expect(Buffer.compare((await store.get(key))!, bytes), key).toBe(0);
      }),
    );
    const listed: string[] = [];
    for await (const { key } of store.list('o/')) listed.push(key);
    expect(listed).toEqual([...objects.keys()]);
    const met = new Set(proxy.seen.map(({ fault }) => fault));
    for (const fault of faultNames) expect(met, fault).toContain(fault);
  });

  test('an object that is damaged where it lies is not taken', async () => {
    const store = storeAt('damaged', 3);
    proxy.plan = () => undefined;
    await store.put('record', Buffer.from('first'));
    proxy.plan = () => 'damagedAnswer';
    await expect(store.get('record')).rejects.toMatchObject({
      code: 'STORE_UNAVAILABLE',
      message: expect.stringContaining('SHA-256'),
    });
  });

  test('a server that is never there is told of as such', async () => {
    proxy.plan = () => 'resetBefore';
    await expect(storeAt('never', 2).get('x')).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' });
  });

  test('a server that says 503 is asked less often', async () => {
    const store = storeAt('busy');
    const perSecond = 40;
    const arrived: number[] = [];
    proxy.plan = () => {
      const now = performance.now();
      while (arrived.length > 0 && arrived[0]! < now - 1_000) arrived.shift();
      if (arrived.length >= perSecond) return 'slowDown';
      arrived.push(now);
      return undefined;
    };
    proxy.seen.length = 0;
    const work = Array.from({ length: 200 }, (_, index) => `b/${index}`);
    await Promise.all(
      Array.from({ length: 32 }, async () => {
        for (let key = work.pop(); key !== undefined; key = work.pop())
          await store.put(key, Buffer.from(key));
      }),
    );
    const late = proxy.seen.slice(-100);
    const refused = late.filter(({ fault }) => fault === 'slowDown').length;
    expect(refused / late.length).toBeLessThan(0.2);
  });
});
