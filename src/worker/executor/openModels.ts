import type { RunRequest } from '../../config/runRequest.ts';
import { CamlineError } from '../../errors.ts';
import { openModel } from '../../model/openModel.ts';
import type { ModelDoor } from '../../model/types.ts';
import { batchSize } from '../protocol.ts';
import type { RowLimit } from './explainBatch.ts';

export interface OpenedModel {
  readonly door: ModelDoor;
  readonly limit: RowLimit;
}

interface Entry {
  readonly opening: Promise<OpenedModel>;
  users: number;
}

/** Models by path and hash; one that nobody uses stays open until another is asked for. */
export class OpenModels {
  private readonly engineThreads: number;
  private readonly entries = new Map<string, Entry>();

  constructor(engineThreads: number) {
    this.engineThreads = engineThreads;
  }

  /** Runs `work` with the model of a request. Throws as `openModel` does, and MODEL_CHANGED where the hash is another. */
  async use<T>(model: RunRequest['model'], work: (opened: OpenedModel) => Promise<T>): Promise<T> {
    const entry = this.entry(model);
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

  private entry(model: RunRequest['model']): Entry {
    const name = `${model.sha256} ${model.path}`;
    const known = this.entries.get(name);
    if (known !== undefined) return known;
    const opening = this.closeUnused().then(() => openVerified(model, this.engineThreads));
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

async function openVerified(model: RunRequest['model'], engineThreads: number): Promise<OpenedModel> {
  const door = await openModel(model.path, { engineThreads, batch: batchSize });
  if (door.facts.sha256 === model.sha256) return { door, limit: { rows: batchSize } };
  await door.close();
  throw new CamlineError(
    'MODEL_CHANGED',
    `The run was started with the model of SHA-256 ${model.sha256}, but ${model.path} is ${door.facts.sha256} now. ` +
      'Put the old file back, or start a new run.',
  );
}
