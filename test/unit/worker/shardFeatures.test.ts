import { expect, test } from 'vitest';
import { failedRecord } from '../../../src/storage/failedRecord.ts';
import { tensor } from '../../../src/tensor/tensor.ts';
import { failedImage } from '../../../src/worker/failedImage.ts';
import { shardFeatures } from '../../../src/worker/shardFeatures.ts';

const failed = failedImage(failedRecord('a.jpg', { code: 'IMAGE_EMPTY', message: '' }));
const withFeatures = (...values: number[]) => ({
  ...failed,
  features: tensor(Float32Array.from(values), [values.length]),
});

test('one row a line, NaN where the image failed; nothing where all did, or none were asked for', () => {
  const features = shardFeatures([failed, withFeatures(1, 2), withFeatures(3, 4)]);
  expect(features?.shape).toEqual([3, 2]);
  expect([...features!.data]).toEqual([NaN, NaN, 1, 2, 3, 4]);
  expect(shardFeatures([failed])).toBeUndefined();
});
