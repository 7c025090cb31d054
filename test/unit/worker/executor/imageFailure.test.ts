import { expect, test } from 'vitest';
import { CamlineError, type ErrorCode } from '../../../../src/errors.ts';
import { imageFailure } from '../../../../src/worker/executor/imageFailure.ts';

test.each<ErrorCode>(['IMAGE_CORRUPT', 'IMAGE_NOT_FOUND', 'SOURCE_CHANGED', 'TIMEOUT', 'ENGINE_FAILED'])(
  '%s is the image: recorded',
  (code) => expect(imageFailure(new CamlineError(code, 'why'))).toEqual({ code, message: 'why' }),
);

test.each<ErrorCode>(['STORE_UNAVAILABLE', 'STORE_UNWRITABLE', 'MODEL_CHANGED', 'ENGINE_OUT_OF_MEMORY'])(
  '%s is not the image: thrown on',
  (code) => {
    const error = new CamlineError(code, 'why');
    expect(() => imageFailure(error)).toThrow(error);
  },
);

test('an error of ours in the code costs one image, and its message holds no path of this machine', () => {
  expect(imageFailure(new TypeError('x is undefined'))).toEqual({
    code: 'INTERNAL',
    message: 'x is undefined',
  });
});
