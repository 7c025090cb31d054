import { expect, test } from 'vitest';
import { differenceTexts, requestDifferences } from '../../../src/producer/requestDifferences.ts';
import { smallRequest } from '../../support/runRequest.ts';

test('equal requests do not differ', () => {
  expect(requestDifferences(smallRequest(), smallRequest())).toEqual([]);
});

test('names what was typed with both values, inner fields by their path', () => {
  const before = smallRequest();
  const after = smallRequest({
    source: { kind: 'directory', path: '/other' },
    methods: ['scorecam', 'gradcam'],
    layers: ['layer4'],
    card: { ...before.card, mean: [0.5, 0.5, 0.4] },
    eigenSmooth: true,
    channels: { top: 160 },
  });
  expect(differenceTexts(before, after)).toEqual([
    'the model card (--card) mean: 0.5,0.5,0.5 → 0.5,0.5,0.4',
    '--channels: absent → {"top":160}',
    '--eigen-smooth: false → true',
    '--layers: default or none → layer4',
    '--methods: gradcam → scorecam,gradcam',
    'the source: /photos → /other',
  ]);
});

test('what follows from something else is told only where nothing else differs', () => {
  const changes = { shardSize: 1, imageTimeoutSeconds: 300 };
  expect(differenceTexts(smallRequest(), smallRequest({ ...changes, methods: ['scorecam'] }))).toEqual([
    '--methods: gradcam → scorecam',
  ]);
  expect(differenceTexts(smallRequest(), smallRequest({ shardSize: 1 }))).toEqual(['--shard: 4 → 1']);
});

test('a field that one of them lacks is absent, and long values are cut', () => {
  expect(requestDifferences({ a: 1 }, { b: 2 })).toEqual([
    { field: 'a', before: 1, after: undefined },
    { field: 'b', before: undefined, after: 2 },
  ]);
  const labels = Array<string>(1000).fill('cat');
  const [text] = differenceTexts(smallRequest(), smallRequest({ card: { ...smallRequest().card, labels } }));
  expect(text!.length).toBeLessThan(200);
});
