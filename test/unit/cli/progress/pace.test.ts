import { expect, test } from 'vitest';
import { Pace } from '../../../../src/cli/progress/pace.ts';

const progress = (done: number, earlier = 0) => ({ total: 800, done, failed: 0, earlier });

test('neither opening the model nor the burst of the first batch counts', () => {
  const pace = new Pace();
  expect(pace.perSecond(progress(0), 0)).toBe(0);
  for (let done = 1; done <= 8; done++) expect(pace.perSecond(progress(done), 20_000 + done)).toBe(0);
  expect(pace.perSecond(progress(8), 20_900)).toBe(0);
  expect(pace.perSecond(progress(16), 22_008)).toBe(4);
  expect(pace.perSecond(progress(24), 24_008)).toBe(4);
});

test('images of an earlier start are done but do not count', () => {
  const pace = new Pace();
  expect(pace.perSecond(progress(400, 400), 0)).toBe(0);
  expect(pace.perSecond(progress(401, 400), 5_000)).toBe(0);
  expect(pace.perSecond(progress(411, 400), 7_000)).toBe(5);
});
