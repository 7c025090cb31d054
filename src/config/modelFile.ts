import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { CamlineError } from '../errors.ts';

const modelJson = 'model.json';

/**
 * The file that `path` means: a folder stands for the `model.json` in it, as TensorFlow.js writes models. Throws
 * MODEL_NOT_FOUND for a folder without one; a path that does not exist is handed on as it is.
 */
export async function modelFile(path: string): Promise<string> {
  if (!(await isFolder(path))) return path;
  const file = join(path, modelJson);
  if (await isThere(file)) return file;
  throw new CamlineError(
    'MODEL_NOT_FOUND',
    `${path} is a folder without a ${modelJson}. Name the model's file: an *.onnx, or the ${modelJson} of a TensorFlow.js model.`,
  );
}

const isFolder = (path: string): Promise<boolean> =>
  stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );

const isThere = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  );
