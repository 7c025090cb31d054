/** A night against its baseline: every check, and what they come to. Pure. */
import type { CheckedPair } from './checks/check.ts';
import { runCheck, worstOf, type CheckResult } from './checks/judge.ts';
import type { LimitChoices } from './checks/limits.ts';
import { checks } from './checks/registry.ts';
import { pairRuns, type RunPair } from './loaded/pairRuns.ts';
import type { LoadedRun } from './loaded/loadedRun.ts';
import type { Outcome } from './nights/night.ts';

export interface NightToJudge {
  readonly pair: RunPair;
  /** Some of this night's images by the same model in other batches; null where that was not asked for. */
  readonly again: LoadedRun | null;
  readonly seed: number;
  readonly speed: CheckedPair['speed'];
  readonly limits: LimitChoices;
}

export interface JudgedNight {
  readonly checks: readonly CheckResult[];
  readonly outcome: Outcome;
}

export function judgeNight({ pair, again, seed, speed, limits }: NightToJudge): JudgedNight {
  const given: CheckedPair = { pair, seed, speed };
  const noise = again === null ? null : { ...given, pair: pairRuns(again, pair.after) };
  const results = checks.map((check) => runCheck(check, given, noise, limits));
  return { checks: results, outcome: outcomeOf(results) };
}

/** Too few images make every other figure doubtful, so they come first. */
function outcomeOf(results: readonly CheckResult[]): Outcome {
  if (results.some(({ name, verdict }) => name === 'coverage' && verdict === 'fail')) return 'incomplete';
  const worst = worstOf(results.map(({ verdict }) => verdict));
  return worst === 'skipped' ? 'pass' : worst;
}
