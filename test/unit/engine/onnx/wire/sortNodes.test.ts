import fc from 'fast-check';
import { expect, test } from 'vitest';
import { sortNodes } from '../../../../../src/engine/onnx/wire/sortNodes.ts';

test('any order of an acyclic graph is sorted so that producers come first', () => {
  const edges = fc.array(fc.tuple(fc.nat(9), fc.nat(9)));
  const permutation = fc.shuffledSubarray([0, 1, 2, 3, 4, 5, 6, 7, 8, 9], { minLength: 10 });
  fc.assert(
    fc.property(edges, permutation, (pairs, order) => {
      const nodes = order.map((id) => ({
        outputs: [`v${id}`],
        inputs: pairs.filter(([a, b]) => a < b && b === id).map(([a]) => `v${a}`),
      }));
      const sorted = sortNodes(nodes);
      if (sorted.kind === 'cycle') throw new Error('there is no cycle');
      const made = new Set<string>();
      for (const index of sorted.order) {
        for (const input of nodes[index]!.inputs) expect(made.has(input)).toBe(true);
        made.add(nodes[index]!.outputs[0]!);
      }
      expect(made.size).toBe(10);
    }),
  );
});

test('an order that is right stays', () => {
  const nodes = [
    { inputs: ['x'], outputs: ['a'] },
    { inputs: ['x'], outputs: ['b'] },
    { inputs: ['b', 'a'], outputs: ['c'] },
  ];
  expect(sortNodes(nodes)).toEqual({ kind: 'sorted', order: [0, 1, 2] });
});

test('a cycle is found, also one of a single node', () => {
  expect(sortNodes([{ inputs: ['a'], outputs: ['a'] }])).toEqual({ kind: 'cycle', node: 0 });
  const pair = [
    { inputs: ['b'], outputs: ['a'] },
    { inputs: ['a'], outputs: ['b'] },
  ];
  expect(sortNodes(pair).kind).toBe('cycle');
});

test('20 000 nodes in reverse order neither overflow the stack nor take long', () => {
  const nodes = Array.from({ length: 20_000 }, (_, index) => ({
    inputs: [`v${index + 1}`],
    outputs: [`v${index}`],
  }));
  const sorted = sortNodes(nodes);
  expect(sorted.kind === 'sorted' && sorted.order[0]).toBe(19_999);
});
