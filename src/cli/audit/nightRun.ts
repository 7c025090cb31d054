/** The run of a night, and the small one beside it that tells what is noise. */
import { methodNamed } from '../../methods/registry.ts';
import type { AuditConfig } from '../../config/auditFile.ts';
import type { OutputKind } from '../../config/runRequest.ts';
import type { ObjectStore } from '../../storage/objectStore.ts';
import { readRunFile } from '../../storage/readRunFile.ts';
import type { RunFile } from '../../storage/runFile.ts';
import { withClassifier } from '../classifier.ts';
import { checkSource } from '../run/checkSource.ts';
import { prepareRun, type PreparedRun } from '../run/prepareRun.ts';
import type { SettingOptions } from '../settings.ts';
import { latestModel } from './latestModel.ts';

/** What every night stands on. */
export interface NightTools {
  readonly store: ObjectStore;
  readonly settings: SettingOptions;
  readonly execute: ExecuteNightRun;
  /** Id of the queue's job that handed out this night; null: somebody started it. */
  readonly job: string | null;
  /** Earlier than now where the night is taken up again. */
  readonly startedAt: Date;
  readonly now: () => Date;
}

/** Runs it to its end, whoever works on it. @param ownEngine only where this process works on it itself */
export type ExecuteNightRun = (
  prepared: PreparedRun,
  run: string,
  store: ObjectStore,
  ownEngine: { readonly engineThreads?: number },
) => Promise<NightRun>;

export interface NightRun {
  readonly file: RunFile;
  /** Null where an earlier start had done a part of it. */
  readonly imagesPerSecond: number | null;
}

/** Images a shard of the second run: batches then hold other images than in the first. */
const otherShard = [5, 3] as const;

/**
 * @param run of this night
 * @param baseline whose classes are explained again; undefined: the label where there is one, else the prediction
 */
export async function prepareNight(
  config: AuditConfig,
  run: string,
  baseline: string | undefined,
  { store, settings }: Pick<NightTools, 'store' | 'settings'>,
): Promise<PreparedRun> {
  const { source } = await checkSource(config.source, { root: config.root }, store);
  const { layers, methods, metrics, sample, card } = config;
  const options = {
    ...settings,
    model: await modelOf(config, run, store),
    ...(card !== undefined && { card }),
    methods,
    ...(layers !== undefined && { layers }),
    ...(metrics.length > 0 && { metrics }),
    ...(sample !== undefined && { sample }),
    classes: baseline === undefined ? 'label-or-pred' : `as:${baseline}`,
    outputs: outputsOf(methods, layers),
  };
  return withClassifier(options, (classifier) => prepareRun(source, classifier, options));
}

/** A night that is taken up again goes on with its model, whatever has become the latest since. */
async function modelOf({ model }: AuditConfig, run: string, store: ObjectStore): Promise<string> {
  const begun = typeof model === 'string' ? undefined : await readRunFile(store, run);
  return begun?.request.model.path ?? latestModel(model);
}

/** Maps at layer resolution are enough, where there are any. */
function outputsOf(methods: readonly string[], layers: readonly string[] | undefined): OutputKind[] {
  const small = methods.every((name) => methodNamed(name).kind === 'layer') && (layers ?? []).length < 2;
  return small ? ['maps'] : ['maps', 'heatmaps'];
}

/** The first images of the sample again: other batches, one thread. */
export async function executeNoise(
  prepared: PreparedRun,
  images: number,
  run: string,
  { execute, store }: Pick<NightTools, 'execute' | 'store'>,
): Promise<RunFile> {
  const { request } = prepared;
  const shardSize = otherShard.find((size) => size !== request.shardSize)!;
  const sample = { size: images, seed: request.sample?.seed ?? 0 };
  const again = { ...prepared, request: { ...request, shardSize, sample } };
  return (await execute(again, run, store, { engineThreads: 1 })).file;
}
