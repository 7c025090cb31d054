/** From measurements to verdicts. */
import type { Limits, Measure, Measurement, Check, CheckedPair } from './check.ts';
import { limitsOf, type LimitChoices } from './limits.ts';
import { excludesZero, type Interval } from '../stats/bootstrap.ts';

/** 'skipped': could not be measured. */
export const verdicts = ['pass', 'skipped', 'warn', 'fail'] as const;
export type Verdict = (typeof verdicts)[number];

export interface Finding {
  /** As in `limits` of audit.yaml. */
  readonly id: string;
  /** What was measured, for people. */
  readonly title: string;
  readonly what: string;
  readonly unit: Measure['unit'];
  readonly worse: Measure['worse'];
  readonly value: number | null;
  readonly interval: Interval | null;
  /** The same number where the same model ran twice; null where that was not measured. */
  readonly noise: number | null;
  readonly limits: Limits;
  readonly verdict: Verdict;
  readonly note: string;
}

export interface CheckResult {
  readonly name: string;
  readonly title: string;
  readonly verdict: Verdict;
  readonly findings: readonly Finding[];
}

export const worstOf = (given: readonly Verdict[]): Verdict =>
  given.reduce<Verdict>(
    (worst, one) => (verdicts.indexOf(one) > verdicts.indexOf(worst) ? one : worst),
    'pass',
  );

/** @param noise the same model twice, or null where that was not asked for */
export function runCheck(
  check: Check,
  given: CheckedPair,
  noise: CheckedPair | null,
  limits: LimitChoices,
): CheckResult {
  const findings = check.measures.flatMap((measure) => {
    const floor = new Map(
      (noise === null || !measure.hasFloor ? [] : measure.measure(noise)).map((one) => [one.what, one.value]),
    );
    const chosen = limitsOf(measure, limits);
    return measure
      .measure(given)
      .map((measured) => findingOf(measure, measured, floor.get(measured.what) ?? null, chosen));
  });
  const { name, title } = check;
  return { name, title, verdict: worstOf(findings.map(({ verdict }) => verdict)), findings };
}

function findingOf(measure: Measure, measured: Measurement, noise: number | null, limits: Limits): Finding {
  const { id, title, unit, worse } = measure;
  const { what, value, interval } = measured;
  const reached = value === null ? 'skipped' : verdictOf(measure, value, interval, limits);
  const inNoise = reached !== 'skipped' && reached !== 'pass' && !isAbove(measure, value!, noise);
  const note = [measured.note, inNoise ? 'not above the noise floor' : undefined].filter(Boolean).join('; ');
  return {
    id,
    title,
    what,
    unit,
    worse,
    value,
    interval,
    noise,
    limits,
    verdict: inNoise ? 'pass' : reached,
    note,
  };
}

function verdictOf(
  { worse, significant }: Measure,
  value: number,
  interval: Interval | null,
  limits: Limits,
): Verdict {
  const beyond = (limit: number): boolean => (worse === 'high' ? value > limit : value < limit);
  const counts = (level: 'warn' | 'fail'): boolean => !significant.includes(level) || excludesZero(interval);
  if (beyond(limits.fail) && counts('fail')) return 'fail';
  return beyond(limits.warn) && counts('warn') ? 'warn' : 'pass';
}

/** Whether the value is further from "nothing changed" than the same model is from itself. */
const isAbove = ({ ideal }: Measure, value: number, noise: number | null): boolean =>
  noise === null || Math.abs(value - ideal) > Math.abs(noise - ideal);
