/**
 * Entry of the model's worker thread: one engine, calls answered one after the other. `session.run` blocks this thread and
 * no other.
 */
import { parentPort, workerData } from 'node:worker_threads';
import { runCheck } from '../check/checks.ts';
import { tryNeed } from '../check/trials.ts';
import type { Engine, Layer } from '../engine/engine.ts';
import { openEngine } from '../engine/openEngine.ts';
import { CamlineError, toPlainError } from '../errors.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { classify, explainMany } from './explain.ts';
import { evaluate } from './evaluate.ts';
import { spatialLayer } from './request.ts';
import { inputOf, transferables, type Request, type Response, type ThreadSettings } from './protocol.ts';

const port = parentPort;
if (port === null) throw new CamlineError('INTERNAL', 'The model thread must be started as a worker thread.');
const settings = workerData as ThreadSettings;
let engine: Engine | null = null;
let queue = Promise.resolve();

port.on('message', (request: Request) => {
  queue = queue.then(() => answer(request));
});

async function answer(request: Request): Promise<void> {
  const { id } = request;
  const spent = inputOf(request)?.data ?? null;
  try {
    const { result, tensors } = await perform(request);
    post({ id, ok: true, result, spent }, tensors);
  } catch (error) {
    post({ id, ok: false, error: toPlainError(error), spent }, []);
  }
  if (request.call === 'close') port!.close();
}

const post = (response: Response, tensors: readonly Tensor[]): void => {
  port.postMessage(
    response,
    transferables([...tensors, ...(response.spent === null ? [] : [{ data: response.spent }])]),
  );
};

type Answer = {
  readonly result: Extract<Response, { ok: true }>['result'];
  readonly tensors: readonly Tensor[];
};

async function perform(request: Request): Promise<Answer> {
  switch (request.call) {
    case 'open': {
      engine = await openEngine(settings.path, settings);
      return { result: { facts: engine.facts, layers: engine.layers() }, tensors: [] };
    }
    case 'explainMany': {
      const { input, options } = request.argument;
      const result = await explainMany(opened(), input, options, settings.batch);
      const tensors = result.flatMap(({ maps, logits, probabilities, layerMaps, values, features }) =>
        [maps, logits, probabilities, layerMaps, values, features].filter((tensor) => tensor !== null),
      );
      return { result, tensors };
    }
    case 'evaluate': {
      const { input, options } = request.argument;
      return { result: await evaluate(opened(), input, options, settings.batch), tensors: [] };
    }
    case 'classify': {
      const result = await classify(opened(), request.argument.input, settings.batch);
      return { result, tensors: [result] };
    }
    case 'layer':
      return { result: spatialLayer(opened(), request.argument.name), tensors: [] };
    case 'hasAffineTail':
      return { result: opened().hasAffineTail(spatialLayer(opened(), request.argument.name)), tensors: [] };
    case 'tryNeed': {
      const { need, images, layer } = request.argument;
      return { result: await tryNeed(opened(), need, images, layerOrNull(layer)), tensors: [] };
    }
    case 'runCheck': {
      const { name, images, layer } = request.argument;
      return { result: await runCheck(opened(), name, images, layerOrNull(layer)), tensors: [] };
    }
    case 'close': {
      await engine?.close();
      return { result: null, tensors: [] };
    }
    default:
      return request satisfies never;
  }
}

const layerOrNull = (tensor: string | null): Layer | null =>
  tensor === null ? null : spatialLayer(opened(), tensor);

function opened(): Engine {
  if (engine === null)
    throw new CamlineError('INTERNAL', 'The model thread was asked for work before it was opened.');
  return engine;
}
