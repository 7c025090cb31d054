import { stat } from 'node:fs/promises';
import { basename, join } from 'node:path';

/**
 * The file that `path` means: a folder stands for the `model.json` in it, as TensorFlow.js writes models. Any other path, also
 * of a folder without one, is handed on as it is: who reads it says what is wrong.
 */
export async function modelFile(path: string): Promise<string> {
  const inside = join(path, 'model.json');
  const found = await stat(inside).catch(() => undefined);
  return found === undefined ? path : inside;
}

/** Whether the file is a TensorFlow.js model. */
export const isModelJson = (path: string): boolean => basename(path).toLowerCase().endsWith('.json');
