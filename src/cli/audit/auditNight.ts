/**
 * One night: lock → baseline → run → noise floor → checks → report. What a night leaves is written last (`audit.json`), so a
 * night that died is taken up again by the same command on the same day.
 */
import { lookBack, lookBackDays, nightBefore } from '../../audit/lookBack.ts';
import { judgeNight, type JudgedNight } from '../../audit/judgeNight.ts';
import { loadRun, type LoadedRun } from '../../audit/loaded/loadedRun.ts';
import { pairRuns, sharedMethods, type RunPair } from '../../audit/loaded/pairRuns.ts';
import { findBaseline, incomparable, misfit, pinFirst } from '../../audit/nights/baseline.ts';
import { releaseLock, takeLock, type LockTools } from '../../audit/nights/lock.ts';
import type { Night } from '../../audit/nights/night.ts';
import { noPictures, picturesOf, type Pictures } from '../../audit/report/pictures.ts';
import { writeNight } from '../../audit/report/writeNight.ts';
import { coverage } from '../../audit/checks/coverage.ts';
import { runCheck } from '../../audit/checks/judge.ts';
import type { AuditConfig } from '../../config/auditFile.ts';
import { CamlineError, messageOf } from '../../errors.ts';
import { isGone, ownIdentity } from '../../queue/embedded/processIdentity.ts';
import type { RunFile } from '../../storage/runFile.ts';
import type { PreparedRun } from '../run/prepareRun.ts';
import { beginNight, emptyNight, freeName } from './beginNight.ts';
import { checkNamedBaseline } from './finishedRun.ts';
import { executeNoise, prepareNight, type NightRun, type NightTools } from './nightRun.ts';

/** Throws, besides what a run throws, RUN_UNKNOWN, RUN_INCOMPLETE or CONFIG_INVALID for a baseline that the audit names. */
export async function auditNight(config: AuditConfig, tools: NightTools): Promise<Night> {
  const { store, now, job } = tools;
  await checkNamedBaseline(store, config);
  const { night, nights } = await beginNight(config, tools);
  const lockTools: LockTools = { holder: { ...ownIdentity(), job }, isGone, now };
  const lock = await takeLock(store, config.name, night.night, lockTools);
  if (lock.state === 'held') return overlapping(config, night, nights, lock, tools);
  try {
    const abandoned =
      lock.abandoned === null || lock.abandoned === night.night
        ? []
        : [`The night ${lock.abandoned} did not finish.`];
    return await lockedNight(config, { ...night, remarks: abandoned }, nights, tools);
  } finally {
    await releaseLock(store, config.name, lock.number);
  }
}

function overlapping(
  config: AuditConfig,
  start: Night,
  nights: readonly Night[],
  { by, night }: { readonly by: string; readonly night: string },
  tools: NightTools,
): Promise<Night> {
  const taken = [...nights.map((earlier) => earlier.night), night];
  const name = freeName(start.night.split('.')[0]!, taken);
  const remarks = [`Still running: ${by}. Two nights never overlap.`];
  return finish(config, { ...start, night: name, outcome: 'locked', remarks }, nights, tools);
}

/** The report of a night that ended with an error; where the store cannot be reached, only its words. */
export async function failedNight(
  config: AuditConfig,
  tools: Pick<NightTools, 'store' | 'startedAt' | 'now'>,
  error: unknown,
): Promise<Night> {
  const code = error instanceof CamlineError ? error.code : 'INTERNAL';
  const remarks = [`${messageOf(error)} [${code}]`];
  const words = (night: Night): Night => ({ ...night, outcome: 'error', remarks });
  try {
    const { night, nights } = await beginNight(config, tools);
    return await finish(config, words(night), nights, tools);
  } catch {
    return words(emptyNight(config, tools.startedAt, []));
  }
}

async function lockedNight(
  config: AuditConfig,
  start: Night,
  nights: readonly Night[],
  tools: NightTools,
): Promise<Night> {
  const { store, now } = tools;
  const baseline = await findBaseline(store, config, nights);
  const before = baseline.state === 'found' ? baseline.file.run : undefined;
  const run = `${config.name}-${start.night}`;
  const prepared = await prepareNight(config, run, before, tools);
  if (baseline.state === 'found') refuseMisfit(config, baseline.file, prepared);
  const done = await tools.execute(prepared, run, store, {});
  const night = { ...start, ...factsOf(done) };
  const after = await loadRun(store, run);
  if (baseline.state === 'none') return unjudged(config, night, after, baseline.why, nights, tools);

  const pair = pairRuns(await loadRun(store, baseline.file.run), after);
  const why = incomparable(baseline.file, done.file, pair.images.length);
  if (why !== undefined) return unjudged(config, night, after, why, nights, tools);
  const again = config.noise.images === 0 ? null : await noiseRun(config, prepared, run, tools);
  const judged = judgeNight({
    pair,
    again,
    seed: config.sample?.seed ?? 0,
    speed: { now: done.imagesPerSecond, earlier: speeds(nights) },
    limits: config.limits,
  });
  const compared: Night = {
    ...night,
    ...plainChecks(judged),
    baseline: { run: baseline.file.run, how: baseline.how, model: baseline.file.request.model.sha256 },
    noiseImages: again?.images.size ?? 0,
    lookBack: await lookBacks(pair, nights, now(), tools),
  };
  const pictures = await picturesOf(store, pair);
  const worst = pictures.images.map((image) => ({
    key: image.key,
    class: image.class,
    method: image.method,
    spearman: image.spearman,
  }));
  return finish(config, { ...compared, worst }, nights, tools, pictures);
}

/** A run that the audit names is wanted for its own sake: without it the night is not begun. */
function refuseMisfit({ baseline }: AuditConfig, before: RunFile, { request, resolved }: PreparedRun): void {
  const why = misfit(before, request.methods, resolved.classCount);
  if (typeof baseline !== 'object' || why === undefined) return;
  throw new CamlineError(
    'CONFIG_INVALID',
    `Nothing can be compared with the baseline that the audit names: ${why}. Name another run, or take "pinned".`,
  );
}

const plainChecks = ({ checks, outcome }: JudgedNight): Pick<Night, 'checks' | 'outcome'> => ({
  outcome,
  checks: checks.map((check) => ({
    ...check,
    findings: [...check.findings],
  })),
});

const factsOf = ({ file, imagesPerSecond }: NightRun) => ({
  run: file.run,
  model: { path: file.request.model.path, sha256: file.request.model.sha256 },
  images: file.images,
  explained: file.finished?.ok ?? 0,
  failedByCode: file.finished?.failedByCode ?? {},
  imagesPerSecond,
});

const speeds = (nights: readonly Night[]): number[] =>
  nights.map(({ imagesPerSecond }) => imagesPerSecond).filter((value) => value !== null);

async function noiseRun(
  config: AuditConfig,
  prepared: PreparedRun,
  run: string,
  tools: NightTools,
): Promise<LoadedRun> {
  const file = await executeNoise(prepared, config.noise.images, `${run}.noise`, tools);
  return loadRun(tools.store, file.run);
}

/** Without a baseline only the coverage can be judged. A complete night becomes the pinned one where none is. */
async function unjudged(
  config: AuditConfig,
  night: Night,
  after: LoadedRun,
  why: string,
  nights: readonly Night[],
  tools: NightTools,
): Promise<Night> {
  const speed = { now: null, earlier: [] };
  const { limits } = config;
  const covered = runCheck(coverage, { pair: pairRuns(after, after, []), seed: 0, speed }, null, limits);
  const incomplete = covered.verdict === 'fail';
  const remarks = [...night.remarks, `Nothing to compare with: ${why}.`];
  if (!incomplete && config.baseline === 'pinned') {
    await pinFirst(tools.store, config.name, night.run!, tools.now());
    remarks.push(
      'This night is the baseline unless another one was pinned before: camline audit accept moves it.',
    );
  }
  const outcome = incomplete ? 'incomplete' : 'no-baseline';
  const { checks } = plainChecks({ checks: [covered], outcome });
  return finish(config, { ...night, outcome, remarks, checks }, nights, tools);
}

async function lookBacks(
  pair: RunPair,
  nights: readonly Night[],
  now: Date,
  { store }: NightTools,
): Promise<Night['lookBack']> {
  const found: Night['lookBack'] = [];
  for (const days of lookBackDays) {
    const night = nightBefore(nights, now, days);
    if (night === undefined) continue;
    const before = await loadRun(store, night.run).catch(() => undefined);
    if (before === undefined) continue;
    const told = sharedMethods(before.file, pair.after.file).slice(0, 1);
    found.push(lookBack(pairRuns(before, pair.after, told), days, night));
  }
  return found;
}

async function finish(
  config: AuditConfig,
  night: Night,
  nights: readonly Night[],
  { store, now }: Pick<NightTools, 'store' | 'now'>,
  pictures: Pictures = noPictures,
): Promise<Night> {
  const finished = { ...night, finishedAt: now().toISOString() };
  await writeNight(store, finished, [finished, ...nights].slice(0, config.keep), pictures);
  return finished;
}
