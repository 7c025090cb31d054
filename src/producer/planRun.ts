import { requestHash, type ManifestEntry, type RunRequest } from '../config/runRequest.ts';
import { version } from '../config/version.ts';
import { CamlineError } from '../errors.ts';
import type { ObjectStore } from '../storage/objectStore.ts';
import { recordSchemaVersion } from '../storage/record.ts';
import type { RunFile } from '../storage/runFile.ts';
import { listSource } from '../sources/listSource.ts';
import { readRunFile } from '../storage/readRunFile.ts';
import { writeNewRunFile } from '../storage/writeRunFile.ts';
import { freezeManifest } from './freezeManifest.ts';
import { differenceTexts } from './requestDifferences.ts';
import { runId } from './runId.ts';
import { withClasses } from './withClasses.ts';

/** What opening the model told about the request: for `run.json`. */
export interface ResolvedModel {
  /** Names of the layers that the request means. */
  readonly layers: readonly string[];
  readonly classCount: number;
  readonly engine: RunFile['engine'];
  readonly notes: readonly string[];
}

export interface PlanOptions {
  readonly store: ObjectStore;
  readonly request: RunRequest;
  /** Absent: made from the request. */
  readonly run?: string | undefined;
  readonly resolved: ResolvedModel;
  /** The images in the order of the run; absent: those of the request's source. */
  readonly entries?: AsyncIterable<ManifestEntry>;
  readonly now: () => Date;
}

export interface Plan {
  readonly file: RunFile;
  /** False where `run.json` was there already. */
  readonly isNew: boolean;
}

/**
 * Freezes the run: first the manifest, then `run.json`, which nobody replaces. A run that is there is taken as it is, its
 * source is not listed again.
 *
 * Throws RUN_MISMATCH where the run was started with another request, and what `listSource` and the store throw.
 */
export async function planRun(options: PlanOptions): Promise<Plan> {
  const { store, request } = options;
  checkClasses(request);
  const hash = requestHash(request);
  const run = runId(options.run, hash);
  const there = await readRunFile(store, run);
  if (there !== undefined) return { file: sameRequest(there, request, hash), isNew: false };
  const { classCount } = options.resolved;
  const entries = options.entries ?? listSource(request, { skip: [store.location], classCount });
  const listed = withClasses(store, request, entries);
  const images = await freezeManifest(store, run, listed, request.shardSize);
  const file = newRunFile(options, run, hash, images);
  const outcome = await writeNewRunFile(store, file);
  if (outcome === 'written') return { file, isNew: true };
  return { file: sameRequest((await readRunFile(store, run))!, request, hash), isNew: false };
}

function newRunFile(options: PlanOptions, run: string, hash: string, images: number): RunFile {
  const { request, resolved } = options;
  return {
    run,
    request,
    requestHash: hash,
    camline: version,
    recordSchema: recordSchemaVersion,
    engine: resolved.engine,
    layers: [...resolved.layers],
    classCount: resolved.classCount,
    notes: [...resolved.notes],
    images,
    shards: Math.ceil(images / request.shardSize),
    createdAt: options.now().toISOString(),
    retry: null,
    finished: null,
  };
}

function sameRequest(file: RunFile, request: RunRequest, hash: string): RunFile {
  if (file.requestHash === hash) return file;
  const differences = differenceTexts(file.request, request);
  throw new CamlineError(
    'RUN_MISMATCH',
    `Run "${file.run}" was started with another request: ${differences.join('; ')}. ` +
      'Repeat that request to go on with it, or give this one another --run.',
  );
}

function checkClasses({ classes, source }: RunRequest): void {
  if (classes !== 'label' || source.kind === 'manifest' || source.kind === 'tar') return;
  throw new CamlineError(
    'CONFIG_INVALID',
    `Expected classes "pred", "topN" (top3, top5, …) or indices, received "label": a ${source.kind} gives images without labels. ` +
      'Give a manifest with labels in place of it.',
  );
}
