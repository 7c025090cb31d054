/** Which engine runs a model: the file's format decides. */
import { isModelJson } from '../config/modelFile.ts';
import type { Engine } from './engine.ts';
import type { TfjsEngineOptions } from './tfjs/tfjsEngine.ts';
import { openOnnxEngine, type OnnxEngineOptions } from './onnx/onnxEngine.ts';

export type EngineOptions = OnnxEngineOptions & Pick<TfjsEngineOptions, 'backend'>;

/** Opens a `*.onnx` file, or a `*.json` of TensorFlow.js. Throws MODEL_* errors. */
export async function openEngine(path: string, options: EngineOptions): Promise<Engine> {
  if (!isModelJson(path)) return openOnnxEngine(path, options);
  // Loaded where it is needed only: TensorFlow.js takes a while to start.
  const { openTfjsEngine } = await import('./tfjs/tfjsEngine.ts');
  return openTfjsEngine(path, options);
}
