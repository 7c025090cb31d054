import { expect, test } from 'vitest';
import type { Layer, LayerView } from '../../../../src/engine/engine.ts';
import { asMap, channelAxis, fromMap, leadingTokens } from '../../../../src/engine/calls/views.ts';
import { elementCount, type Tensor } from '../../../../src/tensor/tensor.ts';

const layerWith = (view: LayerView): Layer => ({
  name: 'layer',
  tensor: 'layer',
  view,
  spatial: [2, 1, 3],
  shapeText: '',
  op: '',
  isDefault: false,
});
const counting = (...shape: number[]): Tensor => ({
  data: Float32Array.from({ length: elementCount(shape) }, (_, index) => index),
  shape,
});

test('channels first: the tensor is the map', () => {
  const layer = layerWith({ kind: 'channelsFirst' });
  const raw = counting(2, 2, 1, 3);
  expect(asMap(raw, layer)).toBe(raw);
  expect(fromMap(raw, layer)).toBe(raw);
  expect([channelAxis(layer), leadingTokens(layer)]).toEqual(['second', 0]);
});

test('channels last: [n, h, w, C]', () => {
  const layer = layerWith({ kind: 'channelsLast' });
  const raw = counting(2, 1, 3, 2);
  const map = asMap(raw, layer);
  expect(map.shape).toEqual([2, 2, 1, 3]);
  expect([...map.data]).toEqual([0, 2, 4, 1, 3, 5, 6, 8, 10, 7, 9, 11]);
  expect(fromMap(map, layer)).toEqual(raw);
  expect([channelAxis(layer), leadingTokens(layer)]).toEqual(['last', 0]);
});

test('tokens: [n, T, C], the leading ones left out, and zero on the way back', () => {
  const layer = layerWith({ kind: 'tokens', leading: 2, rows: 1, columns: 3 });
  const map = asMap(counting(2, 5, 2), layer);
  expect(map.shape).toEqual([2, 2, 1, 3]);
  expect([...map.data]).toEqual([4, 6, 8, 5, 7, 9, 14, 16, 18, 15, 17, 19]);
  const back = fromMap(map, layer);
  expect(back.shape).toEqual([2, 5, 2]);
  expect([...back.data]).toEqual([0, 0, 0, 0, 4, 5, 6, 7, 8, 9, 0, 0, 0, 0, 14, 15, 16, 17, 18, 19]);
  expect([channelAxis(layer), leadingTokens(layer)]).toEqual(['last', 2]);
});
