import { expect, test } from 'vitest';
import { describeDifference, requestDifferences } from '../../../src/producer/requestDifferences.ts';
import { smallRequest } from '../../support/runRequest.ts';

test('equal requests do not differ', () => {
  expect(requestDifferences(smallRequest(), smallRequest())).toEqual([]);
});

test('names each field that differs with both values, inner fields by their path', () => {
  const before = smallRequest();
  const after = smallRequest({
    methods: ['scorecam', 'gradcam'],
    card: { ...before.card, mean: [0.5, 0.5, 0.4] },
    eigenSmooth: true,
  });
  expect(requestDifferences(before, after).map(describeDifference)).toEqual([
    'card.mean: [0.5,0.5,0.5] → [0.5,0.5,0.4]',
    'eigenSmooth: false → true',
    'methods: ["gradcam"] → ["scorecam","gradcam"]',
  ]);
});

test('a field that one of them lacks is absent, and long values are cut', () => {
  expect(requestDifferences({ a: 1 }, { b: 2 }).map(describeDifference)).toEqual([
    'a: 1 → absent',
    'b: absent → 2',
  ]);
  const [difference] = requestDifferences({ labels: null }, { labels: Array(1000).fill('cat') });
  expect(describeDifference(difference!).length).toBeLessThan(160);
});
