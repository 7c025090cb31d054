import { expect, test } from 'vitest';
import { imageRow } from '../../../../src/cli/run/imageLines.ts';
import type { OkRecord } from '../../../../src/storage/record.ts';

test('an explained image with its three best classes', () => {
  const top5 = [0.5, 0.25, 0.1, 0.05].map((probability, index) => ({
    index,
    name: index === 1 ? null : `n${index}`,
    probability,
  }));
  expect(imageRow({ status: 'ok', key: 'a/b.jpg', top5 } as unknown as OkRecord)).toEqual([
    'a/b.jpg',
    'n0 0.50, class 1 0.25, n2 0.10',
  ]);
});

test('a failed one with its reason', () => {
  const record = {
    schema: 1,
    status: 'failed',
    key: 'x.jpg',
    code: 'IMAGE_EMPTY',
    message: 'Zero bytes.',
  } as const;
  expect(imageRow(record)).toEqual(['x.jpg', 'failed: Zero bytes. [IMAGE_EMPTY]']);
});
