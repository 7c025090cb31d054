/** What every `ObjectStore` must do. A new store calls this with a factory and gets no case less than the others. */
import { describe, expect, test } from 'vitest';
import type { ObjectStore } from '../../src/storage/objectStore.ts';

export interface StoreUnderTest {
  /** An empty store of its own; opening the same again sees the same objects. */
  readonly fresh: () => Promise<{ readonly store: ObjectStore; readonly openAgain: () => ObjectStore }>;
}

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const text = (data: Uint8Array | undefined): string | undefined =>
  data === undefined ? undefined : new TextDecoder().decode(data);

async function keysOf(store: ObjectStore, prefix: string): Promise<string[]> {
  const found: string[] = [];
  for await (const { key } of store.list(prefix)) found.push(key);
  return found;
}

const badKeys = [
  ['empty', ''],
  ['absolute', '/etc/passwd'],
  ['parent', '../outside'],
  ['parent inside', 'runs/../../outside'],
  ['dot', 'runs/./x'],
  ['empty part', 'runs//x'],
  ['trailing slash', 'runs/'],
  ['NUL', 'runs/a\u0000b'],
  ['line break', 'runs/a\nb'],
  ['backslash', 'runs\\..\\x'],
  ['half a surrogate pair', 'runs/\uD800'],
  ['part too long', `runs/${'x'.repeat(256)}`],
  ['part too long in bytes', `runs/${'é'.repeat(128)}`],
  ['key too long', Array.from({ length: 9 }, () => 'x'.repeat(120)).join('/')],
] as const;

export function describeStore(name: string, { fresh }: StoreUnderTest): void {
  describe(`ObjectStore: ${name}`, () => {
    describe('folders', () => {
      test('names right below a folder, in order, whatever lies deeper; files are none', async () => {
        const { store } = await fresh();
        expect(await store.folders('runs/')).toEqual([]);
        for (const key of [
          'runs/b/run.json',
          'runs/a/deep/er/x',
          'runs/file',
          'models/m/net.onnx',
          'runsaway/z/x',
        ])
          await store.put(key, bytes('x'));
        expect(await store.folders('runs/')).toEqual(['a', 'b']);
        expect(await store.folders('')).toEqual(['models', 'runs', 'runsaway']);
        expect(await store.folders('runs/a/deep/er/')).toEqual([]);
        expect(await store.folders('nowhere/')).toEqual([]);
      });

      test('a folder outside is refused', async () => {
        const { store } = await fresh();
        await expect(store.folders('runs/../../')).rejects.toMatchObject({ code: 'KEY_INVALID' });
      });
    });

    describe('one object', () => {
      test('what was put comes back, also to another instance', async () => {
        const { store, openAgain } = await fresh();
        const large = new Uint8Array(1_500_000).map((_, index) => index % 251);
        await store.put('runs/r/large.bin', large);
        await store.put('runs/r/empty', new Uint8Array(0));

        const again = openAgain();
        expect(Buffer.compare((await again.get('runs/r/large.bin'))!, large)).toBe(0);
        expect(await again.get('runs/r/empty')).toHaveLength(0);
        expect(await again.has('runs/r/empty')).toBe(true);
      });

      test('what is not there is undefined', async () => {
        const { store } = await fresh();
        await store.put('a/b', bytes('x'));
        for (const key of ['c', 'a', 'a/c', 'a/b/c', 'x/y/z']) {
          expect([key, await store.get(key), await store.has(key)]).toEqual([key, undefined, false]);
        }
      });

      test('put replaces', async () => {
        const { store } = await fresh();
        await store.put('a', bytes('a longer first version'));
        await store.put('a', bytes('second'));
        expect(text(await store.get('a'))).toBe('second');
      });

      test('putSoon replaces, too, and another instance settles it', async () => {
        const { store, openAgain } = await fresh();
        await store.putSoon('p/a', bytes('first'));
        await store.putSoon('p/a', bytes('second'));
        await store.putSoon('p/q/b', bytes('other'));
        await openAgain().settle(['p/a', 'p/q/b']);
        expect([text(await store.get('p/a')), text(await store.get('p/q/b'))]).toEqual(['second', 'other']);
        expect(await keysOf(store, 'p/')).toEqual(['p/a', 'p/q/b']);
      });

      test('putNew writes once and then leaves the object alone', async () => {
        const { store } = await fresh();
        expect(await store.putNew('r/record', bytes('first'))).toBe('written');
        expect(await store.putNew('r/record', bytes('second'))).toBe('exists');
        expect(text(await store.get('r/record'))).toBe('first');
      });
    });

    describe('many writers', () => {
      test('of 40 putNew at once exactly one wins, and its bytes are there', async () => {
        const { store, openAgain } = await fresh();
        const stores = [store, openAgain(), openAgain()];
        const results = await Promise.all(
          Array.from({ length: 40 }, (_, writer) =>
            stores[writer % 3]!.putNew('r/x', bytes(`writer ${writer}`)),
          ),
        );
        const winners = results.flatMap((result, writer) => (result === 'written' ? [writer] : []));
        expect(winners).toHaveLength(1);
        expect(text(await store.get('r/x'))).toBe(`writer ${winners[0]}`);
      });

      test('a reader sees whole objects only, while others replace it', async () => {
        const { store } = await fresh();
        const version = (fill: number): Uint8Array => new Uint8Array(300_000).fill(fill);
        await store.put('x', version(0));
        const progress = { reading: true };
        const writers = Promise.all(
          [1, 2, 3].map(async (fill) => {
            let writes = 0;
            for (; progress.reading; writes++) await store.put('x', version(fill));
            return writes;
          }),
        );
        for (let reads = 0; reads < 15; reads++) {
          const seen = (await store.get('x'))!;
          expect(seen.length).toBe(300_000);
          expect(seen.every((value) => value === seen[0])).toBe(true);
        }
        progress.reading = false;
        for (const writes of await writers) expect(writes).toBeGreaterThan(1);
      });
    });

    describe('listing', () => {
      test("is in the order of the keys' bytes, folders or not", async () => {
        const { store } = await fresh();
        const keys = [
          'a',
          'a-b',
          'a.b/x',
          'a0',
          'aé',
          'a\uFF5E',
          'a😀',
          'b/c/d',
          'b/c-d',
          'b/c0',
          'Z',
          'b!/a',
        ];
        for (const key of keys) await store.put(key, bytes(key));
        const expected = [...keys].sort((x, y) => Buffer.compare(Buffer.from(x), Buffer.from(y)));
        expect(await keysOf(store, '')).toEqual(expected);
      });

      test('gives what starts with the prefix, and its size', async () => {
        const { store } = await fresh();
        for (const key of [
          'r/records/shard-00001.jsonl',
          'r/records/shard-00010.jsonl',
          'r/records-old/x',
          'r/run.json',
        ]) {
          await store.put(key, bytes(key));
        }
        const infos = [];
        for await (const info of store.list('r/records/shard-0001')) infos.push(info);
        expect(infos).toEqual([{ key: 'r/records/shard-00010.jsonl', bytes: 27 }]);
        expect(await keysOf(store, 'r/records/')).toHaveLength(2);
        expect(await keysOf(store, 'r/records')).toHaveLength(3);
        expect(await keysOf(store, 'r/re')).toHaveLength(3);
        expect(await keysOf(store, 'nothing/here/')).toEqual([]);
        expect(await keysOf(store, 'r/run.json/')).toEqual([]);
      });

      test('is streamed: who has seen enough may stop', async () => {
        const { store } = await fresh();
        for (const key of ['a/1', 'b/1', 'c/1']) await store.put(key, bytes(key));
        for await (const { key } of store.list('')) {
          expect(key).toBe('a/1');
          break;
        }
        expect(await keysOf(store, '')).toHaveLength(3);
      });
    });

    describe('keys that could do harm', () => {
      test.each(badKeys)('%s', async (_name, key) => {
        const { store } = await fresh();
        const refused = expect.objectContaining({ code: 'KEY_INVALID' });
        const verbs: (() => unknown)[] = [
          () => store.put(key, bytes('x')),
          () => store.putNew(key, bytes('x')),
          () => store.get(key),
          () => store.has(key),
          () => store.address(key),
        ];
        for (const verb of verbs) await expect((async () => verb())()).rejects.toEqual(refused);
        expect(await keysOf(store, '')).toEqual([]);
      });

      test.each(['../', '/', 'a/../', 'a//', 'a\u0000/'])('prefix %j', async (prefix) => {
        const { store } = await fresh();
        await expect(keysOf(store, prefix)).rejects.toMatchObject({ code: 'KEY_INVALID' });
      });
    });

    test('probe leaves nothing behind', async () => {
      const { store } = await fresh();
      await store.probe();
      expect(await keysOf(store, '')).toEqual([]);
    });

    test('says where things are', async () => {
      const { store } = await fresh();
      expect(store.address('runs/r/report.html')).toContain(store.location);
      expect(store.address('runs/r/report.html')).toMatch(/runs.r.report\.html$/);
    });
  });
}
