/**
 * One night: lock → run → noise floor → baseline → checks → report. What a night leaves is written last (`audit.json`), so a
 * night that died is taken up again by the same command on the same day.
 */
import { lookBack, lookBackDays, nightBefore } from '../../audit/lookBack.ts';
import { judgeNight, type JudgedNight } from '../../audit/judgeNight.ts';
import { loadRun, type LoadedRun } from '../../audit/loaded/loadedRun.ts';
import { pairRuns, sharedMethods, type RunPair } from '../../audit/loaded/pairRuns.ts';
import { findBaseline, incomparable, pinFirst } from '../../audit/nights/baseline.ts';
import { releaseLock, takeLock, type LockTools } from '../../audit/nights/lock.ts';
import { byNight, readNights, type Night } from '../../audit/nights/night.ts';
import { noPictures, picturesOf, type Pictures } from '../../audit/report/pictures.ts';
import { writeNight } from '../../audit/report/writeNight.ts';
import { dayOf, missedTimes } from '../../audit/schedule.ts';
import { coverage } from '../../audit/checks/coverage.ts';
import { runCheck } from '../../audit/checks/judge.ts';
import type { AuditConfig } from '../../config/auditFile.ts';
import { version } from '../../config/version.ts';
import { isGone, ownIdentity } from '../../queue/embedded/processIdentity.ts';
import { executeNight, executeNoise, prepareNight, type NightRun, type NightTools } from './nightRun.ts';

/** Nights that are read to find those of four weeks ago and the speed of the last seven. */
const leastNights = 40;

export async function auditNight(config: AuditConfig, tools: NightTools): Promise<Night> {
  const { store, now } = tools;
  const startedAt = now();
  const nights = await readNights(store, config.name, Math.max(config.keep, leastNights));
  const day = dayOf(startedAt, config.schedule?.timezone ?? 'UTC');
  const name = freeName(
    day,
    nights.map(({ night }) => night),
  );
  const lockTools: LockTools = { holder: ownIdentity(), isGone, now };
  const lock = await takeLock(store, config.name, name, lockTools);
  const start = { ...emptyNight(config, startedAt, nights), night: name };
  if (lock.state === 'held') {
    const taken = [...nights.map(({ night }) => night), lock.night];
    const remarks = [`Still running: ${lock.by}. Two nights never overlap.`];
    return finish(
      config,
      { ...start, night: freeName(day, taken), outcome: 'locked', remarks },
      nights,
      tools,
    );
  }
  try {
    const abandoned =
      lock.abandoned === null || lock.abandoned === name
        ? []
        : [`The night ${lock.abandoned} did not finish.`];
    return await lockedNight(config, { ...start, remarks: abandoned }, nights, tools);
  } finally {
    await releaseLock(store, config.name, lock.number);
  }
}

/** "2026-11-25", then "2026-11-25.2", … */
export function freeName(day: string, taken: readonly string[]): string {
  const orders = taken.filter((name) => name.split('.')[0] === day).sort(byNight);
  const last = orders.at(-1);
  return last === undefined ? day : `${day}.${Number(last.split('.')[1] ?? '1') + 1}`;
}

function emptyNight(config: AuditConfig, startedAt: Date, nights: readonly Night[]): Omit<Night, 'night'> {
  const last = nights[0];
  const { schedule } = config;
  const missed =
    schedule === undefined || last === undefined
      ? []
      : missedTimes(schedule, new Date(last.startedAt), startedAt);
  return {
    schema: 1,
    audit: config.name,
    outcome: 'no-baseline',
    remarks: [],
    startedAt: startedAt.toISOString(),
    finishedAt: startedAt.toISOString(),
    camline: version,
    run: null,
    model: null,
    baseline: null,
    images: null,
    explained: null,
    failedByCode: {},
    noiseImages: 0,
    imagesPerSecond: null,
    checks: [],
    lookBack: [],
    missed: missed.map((time) => time.toISOString()),
  };
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
  const prepared = await prepareNight(config, before, tools);
  const run = `${config.name}-${start.night}`;
  const done = await executeNight(prepared, run, tools);
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
  return finish(config, compared, nights, tools, await picturesOf(store, pair));
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
  prepared: Parameters<typeof executeNoise>[0],
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
  { store, now }: NightTools,
  pictures: Pictures = noPictures,
): Promise<Night> {
  const finished = { ...night, finishedAt: now().toISOString() };
  await writeNight(store, finished, [finished, ...nights].slice(0, config.keep), pictures);
  return finished;
}
