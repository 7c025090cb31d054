import { expect, test } from 'vitest';
import type { Layer } from '../../../src/engine/engine.ts';
import { lastUsable } from '../../../src/model/request.ts';

const layer = (name: string, changes: Partial<Layer> = {}): Layer => ({
  name,
  tensor: `${name}:0`,
  view: { kind: 'channelsFirst' },
  spatial: [4, 2, 2],
  shapeText: '[n, 4, 2, 2]',
  op: 'Relu',
  isDefault: false,
  ...changes,
});
const vector = { view: null, spatial: null } as const;
const tensor = (name: string, changes: Partial<Layer> = {}): Layer =>
  layer(name, { tensor: name, ...changes });

test('the last maps: up to the default one, which is always among them, modules before tensors', () => {
  const layers = [
    layer('layer1'),
    tensor('/Add'),
    layer('layer2'),
    tensor('relu_9', { isDefault: true }),
    layer('norm'),
    layer('fc', vector),
  ];
  expect(lastUsable(layers)).toEqual(['layer1', 'layer2', 'relu_9']);
});

test('tensors where there are no modules, eight at most, and none where there is no map', () => {
  const many = Array.from({ length: 12 }, (_, index) => tensor(`t${index}`));
  expect(lastUsable(many)).toEqual(many.slice(4).map(({ name }) => name));
  expect(lastUsable([layer('fc', vector)])).toEqual([]);
});
