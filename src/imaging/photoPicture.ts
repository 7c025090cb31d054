/**
 * The picture of a map on the whole photograph: placed where the crop was cut, mixed with the photograph's own pixels there;
 * outside of it, where the network saw nothing, the photograph is as it is. Pure.
 */
import type { ModelCard, Size } from '../config/modelCard.ts';
import { resizeMaps } from '../tensor/resize.ts';
import type { RgbImage } from './decode.ts';
import type { Transform } from './geometry.ts';
import { mapPicture, type Look, type PicturedMap } from './mapPicture.ts';
import { resize, type Region } from './resample/resize.ts';

/** On the longer side. Photographs wait for their maps in memory, 3 MB each at most, and a picture is to be looked at. */
const mostPixels = 1024;

/** The photograph at the size of its picture: its own, or 1 024 pixels on the longer side where it is larger. */
export function photoGround(photo: RgbImage): RgbImage {
  const factor = mostPixels / Math.max(photo.width, photo.height);
  if (factor >= 1) return photo;
  const size = { width: scaled(photo.width, factor), height: scaled(photo.height, factor) };
  return resize(photo, size, { left: 0, top: 0, ...size }, 'bilinear');
}

const scaled = (length: number, factor: number): number => Math.max(1, Math.round(length * factor));

/** Where the crop was cut, in whole pixels of the photograph at that size. */
export function cropRegion(ground: Size, transform: Transform): Region {
  const { resizedWidth, resizedHeight, cropLeft, cropTop, cropWidth, cropHeight } = transform;
  const [left, width] = span(cropLeft, cropWidth, ground.width, resizedWidth);
  const [top, height] = span(cropTop, cropHeight, ground.height, resizedHeight);
  return { left, top, width, height };
}

/** At least one pixel, and none outside. */
function span(
  from: number,
  length: number,
  pixels: number,
  resized: number,
): [start: number, length: number] {
  const scale = pixels / resized;
  const start = Math.min(Math.max(Math.round(from * scale), 0), pixels - 1);
  const end = Math.min(Math.max(Math.round((from + length) * scale), start + 1), pixels);
  return [start, end - start];
}

/**
 * @param given map and values at the size that the network sees
 * @param ground of `photoGround`
 * @param channels order of the colours in `values`
 * @returns picture of the size of `ground`
 */
export function photoPicture(
  look: Look,
  { map, values }: PicturedMap,
  ground: RgbImage,
  transform: Transform,
  channels: ModelCard['channels'],
): RgbImage {
  const region = cropRegion(ground, transform);
  const sized = (data: Float32Array): Float32Array => {
    const { cropHeight, cropWidth } = transform;
    const shape = [data.length / (cropHeight * cropWidth), cropHeight, cropWidth];
    return resizeMaps({ data, shape }, region.height, region.width).data;
  };
  const placed = { map: sized(map), values: values === null ? null : sized(values) };
  return pasted(ground, mapPicture(look, placed, cutOut(ground, region), channels), region);
}

function cutOut(ground: RgbImage, { left, top, width, height }: Region): RgbImage {
  const data = new Uint8Array(3 * width * height);
  for (let row = 0; row < height; row++) {
    const from = 3 * ((top + row) * ground.width + left);
    data.set(ground.data.subarray(from, from + 3 * width), 3 * row * width);
  }
  return { data, width, height };
}

function pasted(ground: RgbImage, picture: RgbImage, { left, top, width, height }: Region): RgbImage {
  const data = new Uint8Array(ground.data);
  for (let row = 0; row < height; row++) {
    const part = picture.data.subarray(3 * row * width, 3 * (row + 1) * width);
    data.set(part, 3 * ((top + row) * ground.width + left));
  }
  return { data, width: ground.width, height: ground.height };
}
