import { expect, test } from 'vitest';
import { openLines } from '../../../../src/cli/progress/lines.ts';

const progress = (done: number, failed = 0) => ({ total: 100, done, failed, earlier: 0 });

test('one line at the start, then at most one in five seconds, and the last state', () => {
  const lines: string[] = [];
  let now = 0;
  const view = openLines(
    (line) => lines.push(line),
    () => now,
  );
  view.show(progress(0));
  for (let done = 1; done <= 60; done++) {
    now += 100;
    view.show(progress(done));
  }
  view.stop();
  expect(lines).toEqual([
    '0/100 images',
    '50/100 images, 10.0/s, 00:05 left',
    '60/100 images, 10.0/s, 00:04 left',
  ]);
});

test('says nothing twice and nothing once it is stopped', () => {
  const lines: string[] = [];
  const view = openLines(
    (line) => lines.push(line),
    () => 0,
  );
  view.show(progress(99));
  view.show(progress(100));
  view.stop();
  view.stop();
  view.show(progress(101));
  view.stop();
  expect(lines).toEqual(['99/100 images', '100/100 images']);
});
