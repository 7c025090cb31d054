/** Numbers of findings for people. Pure. */
import type { Finding } from '../checks/judge.ts';
import type { Night, Outcome } from '../nights/night.ts';

type Unit = Finding['unit'];
export type NightFinding = Night['checks'][number]['findings'][number];

const formats: Readonly<Record<Unit, (value: number) => string>> = {
  '': (value) => value.toFixed(3),
  share: (value) => `${(100 * value).toFixed(Math.abs(value) < 0.1 || Math.abs(value) > 0.99 ? 2 : 1)} %`,
  points: (value) => `${value > 0 ? '+' : ''}${value.toFixed(2)} pp`,
};

export const shown = (value: number | null, unit: Unit): string =>
  value === null ? '–' : formats[unit](value).replace('-', '−');

export const findingName = ({ title, what }: Pick<NightFinding, 'title' | 'what'>): string =>
  what === '' ? title : `${title}: ${what}`;

/** "warn > 0.100, fail > 0.200" */
export function limitText({ limits, unit, worse }: NightFinding): string {
  const sign = worse === 'high' ? '>' : '<';
  return `warn ${sign} ${shown(limits.warn, unit)}, fail ${sign} ${shown(limits.fail, unit)}`;
}

export const intervalText = ({ interval, unit }: NightFinding): string =>
  interval === null ? '' : `${shown(interval.low, unit)} … ${shown(interval.high, unit)}`;

export const outcomeWords: Readonly<Record<Outcome, string>> = {
  pass: 'passed',
  warn: 'passed with warnings',
  fail: 'failed',
  incomplete: 'incomplete: too few images were explained',
  'no-baseline': 'no comparable baseline',
  locked: 'did not run: an earlier night is still running',
  error: 'could not be done',
};
