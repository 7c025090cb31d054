import { expect, test } from 'vitest';
import { SessionCache } from '../../../../../src/engine/onnx/calls/sessionCache.ts';
import type { Graph } from '../../../../../src/engine/onnx/ir/graph.ts';
import { float32 } from '../grad/support/runGraph.ts';
import { ModelWriter } from '../grad/support/smallModel.ts';

interface Derived {
  readonly graph: Graph;
}

function negation(): Derived {
  const net = new ModelWriter();
  net.graph.outputs = [net.op('Neg', [net.input('x', [1])])];
  return { graph: net.graph };
}

const feeds = { x: float32({ data: Float32Array.of(1), shape: [1, 1] }) };

/** A cache of two sessions, and the keys that it had graphs made for. */
function cacheOfTwo() {
  const cache = new SessionCache<Derived>(1, 2);
  const made: string[] = [];
  const get = (key: string) =>
    cache.get(key, () => {
      made.push(key);
      return negation();
    });
  return { cache, made, get };
}

test('a graph is made and opened once', async () => {
  const { cache, made, get } = cacheOfTwo();
  expect(await get('a')).toBe(await get('a'));
  expect(made).toEqual(['a']);
  await cache.close();
});

test('one session more than the limit closes the one that was used least recently', async () => {
  const { cache, made, get } = cacheOfTwo();
  const [a, b] = [await get('a'), await get('b')];
  await get('a');
  await get('c');
  expect(made).toEqual(['a', 'b', 'c']);
  await expect(a.session.run(feeds)).resolves.toBeDefined();
  await expect(b.session.run(feeds)).rejects.toThrow('disposed');
  await (await get('b')).session.run(feeds);
  expect(made).toEqual(['a', 'b', 'c', 'b']);
  await expect(a.session.run(feeds)).rejects.toThrow('disposed');
  await cache.close();
});

test('what failed to open is tried again', async () => {
  const cache = new SessionCache<Derived>(1, 2);
  const broken = (): Derived => {
    throw new Error('no memory');
  };
  await expect(cache.get('a', broken)).rejects.toThrow('no memory');
  await expect(cache.get('a', negation)).resolves.toBeDefined();
  await cache.close();
});
