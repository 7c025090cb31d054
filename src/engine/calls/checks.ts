/** What a call's arguments must be; each throws an error that says what was expected and what came. */
import type { Layer } from '../engine.ts';
import { CamlineError } from '../../errors.ts';
import { isFinite } from '../../tensor/isFinite.ts';
import type { Tensor } from '../../tensor/tensor.ts';

const list = (shape: readonly (number | string)[]): string => `[${shape.join(', ')}]`;

/** @param expected a name stands for any size of 1 or more */
export function checkShape(what: string, given: Tensor, expected: readonly (number | string)[]): void {
  const { shape, data } = given;
  const fits =
    shape.length === expected.length &&
    expected.every((size, axis) => (typeof size === 'string' ? isSize(shape[axis]!) : size === shape[axis]));
  if (!fits) {
    throw new CamlineError(
      'INPUT_INVALID',
      `Expected ${what} of shape ${list(expected)}, received ${list(shape)}.`,
    );
  }
  const count = shape.reduce((product, size) => product * size, 1);
  if (data.length === count) return;
  throw new CamlineError(
    'INPUT_INVALID',
    `Expected ${count} values for ${what} of shape ${list(shape)}, received ${data.length}.`,
  );
}

const isSize = (size: number): boolean => Number.isInteger(size) && size > 0;

export function checkFinite(what: string, { data }: Tensor): void {
  if (isFinite(data)) return;
  const index = data.findIndex((value) => !Number.isFinite(value));
  throw new CamlineError(
    'INPUT_INVALID',
    `Expected finite numbers for ${what}, received ${data[index]} at position ${index}. ` +
      'Check the preprocessing: a standard deviation of 0 or a damaged image gives such values.',
  );
}

/** @param input of one image: channels, rows, columns */
export function checkImages(images: Tensor, input: readonly number[]): void {
  checkShape('images', images, ['n', ...input]);
  checkFinite('images', images);
}

export function checkClasses(classes: readonly number[], classCount: number): void {
  if (classes.length === 0) {
    throw new CamlineError('CLASS_UNKNOWN', 'Expected at least one class, received none.');
  }
  const unknown = classes.find((index) => !Number.isInteger(index) || index < 0 || index >= classCount);
  if (unknown === undefined) return;
  throw new CamlineError(
    'CLASS_UNKNOWN',
    `Expected class indices from 0 to ${classCount - 1}, received ${unknown}. The model has ${classCount} classes.`,
  );
}

export function checkIndices(what: string, indices: readonly number[], count: number): void {
  const outside = indices.find((index) => !Number.isInteger(index) || index < 0 || index >= count);
  if (outside === undefined) return;
  throw new CamlineError('INPUT_INVALID', `Expected ${what} from 0 to ${count - 1}, received ${outside}.`);
}

/** Of a forward pass of another engine, or of one that was run without `layer`. */
export const foreignForward = (layer: Layer): CamlineError =>
  new CamlineError(
    'INPUT_INVALID',
    `Expected a forward pass of this engine that was run for layer "${layer.name}". ` +
      'Pass the layer to `forward` and its result on as it is.',
  );

/** Channels, rows, columns of the layer. */
export function spatialOf(layer: Layer): readonly [channels: number, rows: number, columns: number] {
  if (layer.spatial !== null) return layer.spatial;
  throw new CamlineError(
    'LAYER_UNUSABLE',
    `Layer "${layer.name}" has shape ${layer.shapeText}, which is no spatial map [n, channels, rows, columns]. ` +
      'Choose another layer; `camline layers` lists those that are.',
  );
}
