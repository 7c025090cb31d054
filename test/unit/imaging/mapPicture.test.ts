import { expect, test } from 'vitest';
import { mapPicture } from '../../../src/imaging/mapPicture.ts';
import { overlay } from '../../../src/imaging/overlay.ts';
import { signedPicture } from '../../../src/imaging/signedPicture.ts';
import { noise } from './noise.ts';

const crop = noise(2, 1);
const map = Float32Array.of(0, 1);
const values = Float32Array.of(0, 1, 0, -1, 0, 2);

test('heat over the photograph', () => {
  expect(mapPicture('overlay', { map, values }, crop, 'rgb')).toEqual(overlay(map, crop));
});

test('grey, as strong as the pixel counts, whatever the photograph', () => {
  expect([...mapPicture('magnitude', { map, values }, crop, 'rgb').data]).toEqual([0, 0, 0, 255, 255, 255]);
});

test.each(['rgb', 'bgr'] as const)('signed values in their own colours, %s', (channels) => {
  expect(mapPicture('signed', { map, values }, crop, channels)).toEqual(
    signedPicture(values, crop, channels),
  );
});

test('without values the map itself is shown', () => {
  expect([...mapPicture('signed', { map, values: null }, crop, 'rgb').data]).toEqual([
    0, 0, 0, 255, 255, 255,
  ]);
});
