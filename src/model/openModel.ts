import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { DeviceChoice } from '../config/device.ts';
import { quietTensorFlow, refuseTelemetry, userCacheFolder, wholeFloats } from '../config/environment.ts';
import { isModelJson, modelFile } from '../config/modelFile.ts';
import type { Layer } from '../engine/engine.ts';
import { chooseDevice } from '../engine/onnx/sessions/chooseDevice.ts';
import { backendFor } from '../engine/tfjs/backendFor.ts';
import { CamlineError, fromPlainError } from '../errors.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { checkModel } from './check.ts';
import {
  checkedCheck,
  checkedEvaluate,
  checkedExplain,
  checkedExplainMany,
  checkedName,
  checkedOpening,
  checkedTensor,
} from './doorOptions.ts';
import { explainInBatches } from './explainInBatches.ts';
import { InputBuffers } from './inputBuffers.ts';
import {
  inputOf,
  transferables,
  type CallName,
  type Calls,
  type Request,
  type Response,
  type ThreadSettings,
} from './protocol.ts';
import type { Explanation, ExplainManyOptions, ModelDoor, OpenModelOptions } from './types.ts';

/** Images a call where gradients are computed, copies a call where an image is perturbed. */
export const engineDefaults = { batch: 8, chunk: 32 } as const;

/**
 * Opens a classifier in a worker thread of its own: an `*.onnx` file, the `model.json` of a TensorFlow.js model, or the folder
 * of one.
 *
 * Throws MODEL_NOT_FOUND, MODEL_INVALID, MODEL_UNSUPPORTED, MODEL_EXTERNAL_DATA, DEVICE_MISSING or CONFIG_INVALID (an
 * option that is not there, or of another type). Close it when done: an open model keeps the process alive.
 *
 * @example
 * const model = await openModel('efficientnet_lite0.onnx');
 * const { maps } = await model.explain({ data, shape: [1, 3, 224, 224] }, { method: 'gradcam' });
 * await model.close();
 */
export async function openModel(path: string, options: OpenModelOptions = {}): Promise<ModelDoor> {
  refuseTelemetry();
  quietTensorFlow();
  const given = checkedOpening(path, options);
  if (path.includes('://')) {
    throw new CamlineError(
      'MODEL_NOT_FOUND',
      'openModel expects the path of a file or folder, received an address: `(await localModel(address)).path` fetches it.',
    );
  }
  const file = await modelFile(path);
  const computing = await computingOn(file, given.device ?? 'auto');
  const settings = mergedSettings(file, given, computing);
  const thread = new ModelThread(settings);
  try {
    const { facts, layers } = await thread.call('open', null);
    const explainMany = (input: Tensor, options: ExplainManyOptions): Promise<Explanation[]> =>
      explainInBatches({ facts }, input, options, settings.batch, (images, ofImages) =>
        thread.call('explainMany', { input: images, options: ofImages }),
      );
    return {
      facts,
      layers: () => layers,
      layer: async (name) => thread.call('layer', { name: checkedName(name) }),
      hasAffineTail: async (name) => thread.call('hasAffineTail', { name: checkedName(name) }),
      explainMany: async (input, given) => explainMany(checkedTensor(input), checkedExplainMany(given)),
      explain: async (input, options = {}) => {
        const { method = 'gradcam', ...given } = checkedExplain(options);
        return only(await explainMany(checkedTensor(input), { ...given, methods: [method] }));
      },
      evaluate: async (input, given) =>
        thread.call('evaluate', { input: checkedTensor(input), options: checkedEvaluate(given) }),
      classify: async (input) => thread.call('classify', { input: checkedTensor(input) }),
      check: async (given = {}) => {
        const layer = (name: string | undefined): Promise<Layer> => thread.call('layer', { name });
        return checkModel(
          {
            facts,
            layers,
            layer,
            tryNeed: (need, images, at) => thread.call('tryNeed', { need, images, layer: at }),
            runCheck: (name, images, at) => thread.call('runCheck', { name, images, layer: at }),
          },
          checkedCheck(given),
        );
      },
      close: () => thread.close(),
    };
  } catch (error) {
    await thread.close();
    throw error;
  }
}

type Computing = Pick<ThreadSettings, 'device' | 'backend'>;

/** TensorFlow.js has a way of its own to a GPU, so that none is tried for it. */
async function computingOn(file: string, wanted: DeviceChoice): Promise<Computing> {
  if (isModelJson(file)) {
    wholeFloats();
    return { device: 'cpu', backend: backendFor(wanted) };
  }
  const { device } = await chooseDevice(wanted);
  if (device.startsWith('cuda')) wholeFloats();
  return { device, backend: 'auto' };
}

const only = (explanations: readonly Explanation[]): Explanation => explanations[0]!;

function mergedSettings(path: string, options: OpenModelOptions, computing: Computing): ThreadSettings {
  return {
    path,
    ...computing,
    threads: options.engineThreads ?? availableParallelism(),
    batch: options.batch ?? engineDefaults.batch,
    chunk: engineDefaults.chunk,
    grid: options.grid ?? null,
    size: options.size ?? null,
    output: options.output ?? null,
    cache: options.cache === undefined ? userCacheFolder() : options.cache,
  };
}

interface Pending {
  readonly resolve: (result: never) => void;
  readonly reject: (error: Error) => void;
}

/**
 * The caller's end of the thread. States: *open* → (close called) *closing* → *closed*, or *dead* when the thread ends by
 * itself; calls on anything but an open thread are refused, and a dying thread fails what is pending.
 */
class ModelThread {
  private readonly worker: Worker;
  private readonly pending = new Map<number, Pending>();
  private readonly inputs = new InputBuffers();
  private readonly ended: Promise<void>;
  private nextId = 0;
  private state: 'open' | 'closing' | 'closed' | 'dead' = 'open';

  constructor(settings: ThreadSettings) {
    this.worker = new Worker(new URL('./thread.js', import.meta.url), { workerData: settings });
    this.worker.on('message', (response: Response) => this.settle(response));
    this.worker.on('error', (error) => this.die(`failed: ${error.message}`));
    this.ended = new Promise((resolve) => {
      this.worker.once('exit', (code) => {
        this.die(`ended with exit code ${code}`);
        resolve();
      });
    });
  }

  async call<Name extends CallName>(
    call: Name,
    argument: Calls[Name]['argument'],
  ): Promise<Calls[Name]['result']> {
    if (this.state !== 'open') {
      throw new CamlineError(
        'ENGINE_FAILED',
        `The model is ${this.state}: open it again before calling ${call}.`,
      );
    }
    return this.send(call, argument);
  }

  /** Lets the calls in hand finish, then ends the thread. Safe to repeat. */
  async close(): Promise<void> {
    if (this.state === 'open') {
      this.state = 'closing';
      await this.send('close', null).catch(() => undefined);
    }
    await this.ended;
  }

  private send<Name extends CallName>(
    call: Name,
    argument: Calls[Name]['argument'],
  ): Promise<Calls[Name]['result']> {
    const id = this.nextId++;
    return new Promise((resolve, reject) => {
      this.pending.set(id, { resolve, reject });
      try {
        this.post({ id, call, argument } as Request);
      } catch (error) {
        this.pending.delete(id);
        reject(
          new CamlineError(
            'INPUT_INVALID',
            `The input cannot be sent to the model's thread: ${String(error)}`,
          ),
        );
      }
    });
  }

  private post(request: Request): void {
    const input = inputOf(request);
    // What is no Float32Array is refused by the thread, which says what was expected.
    if (!(input?.data instanceof Float32Array)) return this.worker.postMessage(request);
    const copy = this.inputs.copyOf(input);
    const argument = { ...request.argument, input: copy };
    this.worker.postMessage({ ...request, argument }, transferables([copy]));
  }

  private settle(response: Response): void {
    if (response.spent instanceof Float32Array) this.inputs.giveBack(response.spent);
    const waiting = this.pending.get(response.id);
    this.pending.delete(response.id);
    if (response.ok) waiting?.resolve(response.result as never);
    else waiting?.reject(fromPlainError(response.error));
  }

  private die(how: string): void {
    this.state = this.state === 'open' || this.state === 'dead' ? 'dead' : 'closed';
    for (const { reject } of this.pending.values()) {
      reject(new CamlineError('ENGINE_FAILED', `The model's thread ${how}.`));
    }
    this.pending.clear();
  }
}
