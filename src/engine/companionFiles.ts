import { isModelJson } from '../config/modelFile.ts';

/**
 * The files of weights that the model file at `path` names, each once, in its order: places as the file has them, not checked.
 * Throws MODEL_INVALID for what is no model.
 */
export async function companionFiles(path: string): Promise<readonly string[]> {
  if (isModelJson(path)) {
    const { shardLocations } = await import('./tfjs/file/modelJson.ts');
    return shardLocations(path);
  }
  const { externalLocations } = await import('./onnx/wire/readModel.ts');
  return externalLocations(path);
}
