import fc from 'fast-check';
import { expect, test } from 'vitest';
import { NameAuthority } from '../../../../../src/engine/onnx/ir/names.ts';

test('a free prefix is used as it is, a taken one gets a number', () => {
  const names = new NameAuthority();
  names.take('relu');
  names.take('relu_1');
  expect([names.unused('relu'), names.unused('relu'), names.unused('add')]).toEqual([
    'relu_2',
    'relu_3',
    'add',
  ]);
});

test('no name is given twice, whatever was taken before', () => {
  const word = fc.constantFrom('a', 'a_1', 'a_2', 'b', 'b_1_1', '');
  fc.assert(
    fc.property(fc.array(word), fc.array(word, { minLength: 1 }), (taken, prefixes) => {
      const names = new NameAuthority();
      for (const name of taken) names.take(name);
      const given = prefixes.map((prefix) => names.unused(prefix));
      expect(new Set([...given, ...taken]).size).toBe(given.length + new Set(taken).size);
    }),
  );
});
