import { stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Device, DeviceChoice } from '../../config/device.ts';
import { isModelJson } from '../../config/modelFile.ts';
import type { RunRequest } from '../../config/runRequest.ts';
import { CamlineError } from '../../errors.ts';
import { openModel } from '../../model/openModel.ts';
import type { ModelDoor } from '../../model/types.ts';
import type { ObjectStore } from '../../storage/objectStore.ts';
import { batchSize } from '../protocol.ts';
import { fetchModel } from './fetchModel.ts';
import type { RowLimit } from './explainBatch.ts';

export interface ModelOptions {
  readonly engineThreads: number;
  /** Of ONNX Runtime. */
  readonly device: Device;
  /** Of TensorFlow.js. */
  readonly asked: DeviceChoice;
  /** Folder for models that are fetched. */
  readonly cache: string;
}

export interface OpenedModel {
  readonly door: ModelDoor;
  readonly limit: RowLimit;
}

interface Entry {
  readonly opening: Promise<OpenedModel>;
  users: number;
}

/** Models by path, hash and how they are read; one that nobody uses stays open until another is asked for. */
export class OpenModels {
  private readonly options: ModelOptions;
  private readonly entries = new Map<string, Entry>();

  constructor(options: ModelOptions) {
    this.options = options;
  }

  /**
   * Runs `work` with the model of a request: the file itself where this machine has it, else the copy in the store. Throws
   * as `openModel` and `fetchModel` do, and MODEL_CHANGED where the hash is another.
   */
  async use<T>(
    model: RunRequest['model'],
    store: ObjectStore,
    work: (opened: OpenedModel) => Promise<T>,
  ): Promise<T> {
    const entry = this.entry(model, store);
    entry.users++;
    try {
      return await work(await entry.opening);
    } finally {
      entry.users--;
    }
  }

  async close(): Promise<void> {
    await this.closeUnused();
  }

  private entry(model: RunRequest['model'], store: ObjectStore): Entry {
    const name = JSON.stringify(model);
    const known = this.entries.get(name);
    if (known !== undefined) return known;
    const opening = this.closeUnused().then(() => openVerified(model, store, this.options));
    opening.catch(() => this.entries.delete(name));
    const entry: Entry = { opening, users: 0 };
    this.entries.set(name, entry);
    return entry;
  }

  private async closeUnused(): Promise<void> {
    const unused = [...this.entries].filter(([, { users }]) => users === 0);
    for (const [name] of unused) this.entries.delete(name);
    await Promise.allSettled(unused.map(async ([, { opening }]) => (await opening).door.close()));
  }
}

async function openVerified(
  model: RunRequest['model'],
  store: ObjectStore,
  { engineThreads, device, asked, cache }: ModelOptions,
): Promise<OpenedModel> {
  const here = await isFile(model.path);
  const path = here ? model.path : await fetchModel(model, store, cache);
  const { grid, output, size } = model;
  const door = await openModel(path, {
    engineThreads,
    device: isModelJson(path) ? asked : device,
    batch: batchSize,
    ...(grid !== undefined && { grid }),
    ...(output !== undefined && { output }),
    ...(size !== undefined && { size }),
  });
  if (door.facts.sha256 === model.sha256) return { door, limit: { rows: batchSize } };
  await door.close();
  throw new CamlineError(
    'MODEL_CHANGED',
    `The run was started with the model of SHA-256 ${model.sha256}, but ${path} is ${door.facts.sha256} now. ` +
      (here
        ? 'Put the old file back, or start a new run.'
        : `Delete ${dirname(path)}; where the copy in the store is damaged as well, enqueue the run again.`),
  );
}

async function isFile(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isFile();
  } catch {
    return false;
  }
}
