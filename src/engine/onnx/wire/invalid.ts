import { CamlineError } from '../../../errors.ts';

/** A file that is not what the ONNX format says. `what` is a sentence that names the place. */
export const invalidModel = (path: string, what: string, cause?: unknown): CamlineError =>
  new CamlineError(
    'MODEL_INVALID',
    `${path} is no valid ONNX model: ${what} Export it again, or copy it again if the copy was cut short.`,
    cause === undefined ? {} : { cause },
  );
