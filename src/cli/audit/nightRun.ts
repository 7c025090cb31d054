/** The run of a night, and the small one beside it that tells what is noise. */
import { methodNamed } from '../../methods/registry.ts';
import type { AuditConfig } from '../../config/auditFile.ts';
import type { OutputKind } from '../../config/runRequest.ts';
import { CamlineError } from '../../errors.ts';
import type { Queues } from '../../queue/queues.ts';
import type { ObjectStore } from '../../storage/objectStore.ts';
import type { RunFile } from '../../storage/runFile.ts';
import { withClassifier } from '../classifier.ts';
import { engineSettings } from '../engineSettings.ts';
import type { Logger } from '../logger.ts';
import type { ProgressView } from '../progress/progress.ts';
import { checkSource } from '../run/checkSource.ts';
import { executeRun } from '../run/executeRun.ts';
import { prepareRun, type PreparedRun } from '../run/prepareRun.ts';
import { settingsOf, type SettingOptions } from '../settings.ts';
import { latestModel } from './latestModel.ts';

/** What every run of a night stands on. */
export interface NightTools {
  readonly store: ObjectStore;
  readonly queues: Queues;
  readonly settings: SettingOptions;
  readonly log: Logger;
  readonly view: () => ProgressView;
  readonly stop: AbortSignal;
  readonly now: () => Date;
}

export interface NightRun {
  readonly file: RunFile;
  /** Null where an earlier start had done a part of it. */
  readonly imagesPerSecond: number | null;
}

/** Images a shard of the second run: batches then hold other images than in the first. */
const otherShard = [5, 3] as const;

/** @param baseline whose classes are explained again; undefined: the label where there is one, else the prediction */
export async function prepareNight(
  config: AuditConfig,
  baseline: string | undefined,
  { store, settings }: Pick<NightTools, 'store' | 'settings'>,
): Promise<PreparedRun> {
  const { source } = await checkSource(config.source, { root: config.root }, store);
  const { layers, methods, metrics, sample, card } = config;
  const options = {
    ...settings,
    model: await latestModel(config.model),
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

/** Maps at layer resolution are enough, where there are any. */
function outputsOf(methods: readonly string[], layers: readonly string[] | undefined): OutputKind[] {
  const small = methods.every((name) => methodNamed(name).kind === 'layer') && (layers ?? []).length < 2;
  return small ? ['maps'] : ['maps', 'heatmaps'];
}

/** Throws CANCELLED where it was told to stop. */
export async function executeNight(prepared: PreparedRun, run: string, tools: NightTools): Promise<NightRun> {
  return execute(prepared, run, {}, tools);
}

/** The first images of the sample again: other batches, one thread. */
export async function executeNoise(
  prepared: PreparedRun,
  images: number,
  run: string,
  tools: NightTools,
): Promise<RunFile> {
  const { request } = prepared;
  const shardSize = otherShard.find((size) => size !== request.shardSize)!;
  const sample = { size: images, seed: request.sample?.seed ?? 0 };
  const again = { ...prepared, request: { ...request, shardSize, sample } };
  return (await execute(again, run, { engineThreads: 1 }, tools)).file;
}

async function execute(
  prepared: PreparedRun,
  run: string,
  ownEngine: { readonly engineThreads?: number },
  { store, queues, settings, log, view, stop, now }: NightTools,
): Promise<NightRun> {
  const engine = await engineSettings(await settingsOf(settings));
  const started = now().getTime();
  const { state, file, end } = await executeRun({
    ...prepared,
    queues,
    destination: store.location,
    run,
    ...engine,
    ...ownEngine,
    log,
    view: view(),
    stop,
  });
  if (end === 'stopped') {
    throw new CamlineError('CANCELLED', `The audit was stopped; camline audit run goes on with run ${run}.`);
  }
  const seconds = (now().getTime() - started) / 1000;
  const ok = file.finished?.ok ?? 0;
  return { file, imagesPerSecond: state === 'new' && seconds > 0 ? ok / seconds : null };
}
