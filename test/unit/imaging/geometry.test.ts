import { expect, test } from 'vitest';
import type { ModelCard } from '../../../src/config/modelCard.ts';
import { transformOf } from '../../../src/imaging/geometry.ts';

const input = { width: 224, height: 224 };
const shortSide: ModelCard['resize'] = { rule: 'shortSide', size: 256, filter: 'bilinear' };

/** Sizes and offsets that torchvision 0.24 gives for Resize(256), CenterCrop(224). */
test.each([
  { photo: [451, 300], resized: [384, 256], offset: [80, 16] },
  { photo: [640, 427], resized: [383, 256], offset: [80, 16] }, // (383 - 224) / 2 = 79.5, to the even 80
  { photo: [512, 600], resized: [256, 300], offset: [16, 38] },
  { photo: [1024, 768], resized: [341, 256], offset: [58, 16] }, // 58.5, to the even 58
  { photo: [100, 100], resized: [256, 256], offset: [16, 16] },
  { photo: [1, 3], resized: [256, 768], offset: [16, 272] },
])('short side: $photo becomes $resized, cut at $offset', ({ photo, resized, offset }) => {
  const [width, height] = photo as [number, number];
  expect(transformOf({ width, height }, { input, resize: shortSide })).toEqual({
    resizedWidth: resized[0],
    resizedHeight: resized[1],
    cropLeft: offset[0],
    cropTop: offset[1],
    cropWidth: 224,
    cropHeight: 224,
  });
});

test('exact: both sides become the size, whatever the aspect', () => {
  const photo = { width: 640, height: 427 };
  const square = transformOf(photo, { input, resize: { rule: 'exact', size: 240, filter: 'bilinear' } });
  expect(square).toMatchObject({ resizedWidth: 240, resizedHeight: 240, cropLeft: 8, cropTop: 8 });
  const oblong = transformOf(photo, {
    input: { width: 320, height: 200 },
    resize: { rule: 'exact', size: { width: 320, height: 200 }, filter: 'bilinear' },
  });
  expect(oblong).toMatchObject({
    resizedWidth: 320,
    resizedHeight: 200,
    cropLeft: 0,
    cropTop: 0,
    cropHeight: 200,
  });
});
