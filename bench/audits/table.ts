/** What the seeds come to, for bench/README.md. */
import { markdownTable } from '../lib/markdownTable.ts';

type Verdicts = Readonly<Record<string, string>>;

export interface SeedResult {
  readonly seed: number;
  /** Shares of the 300 images, over which the patch agrees with the class. */
  readonly accuracy: { readonly base: number; readonly spurious: number };
  readonly psi: number | null;
  /** By check. */
  readonly same: Verdicts;
  readonly spurious: Verdicts;
  readonly shifted: Verdicts;
}

interface Question {
  readonly night: string;
  readonly what: string;
  readonly wanted: string;
  readonly holds: (result: SeedResult) => boolean;
}

const alarms = (verdicts: Verdicts): string[] =>
  Object.entries(verdicts)
    .filter(([, verdict]) => verdict === 'warn' || verdict === 'fail')
    .map(([name]) => name);

const questions: readonly Question[] = [
  {
    night: '(a) the same model, one thread instead of all',
    what: 'any check warns or fails (a false alarm)',
    wanted: '<= 5 %',
    holds: ({ same }) => alarms(same).length > 0,
  },
  {
    night: '(b) a last layer that learned the patch',
    what: '`class maps` and `spurious focus` fail, `accuracy` does not',
    wanted: '>= 95 %',
    holds: ({ spurious }) =>
      spurious['class-maps'] === 'fail' &&
      spurious['spurious-focus'] === 'fail' &&
      spurious['accuracy'] !== 'fail',
  },
  {
    night: '(c) a bias shifted towards one class',
    what: '`prediction mix` warns',
    wanted: '>= 95 %',
    holds: ({ shifted }) => shifted['prediction-mix'] === 'warn',
  },
];

export function section(results: readonly SeedResult[]): string {
  const rows = questions.map(({ night, what, wanted, holds }) => {
    const count = results.filter(holds).length;
    const share = results.length === 0 ? '–' : `${((100 * count) / results.length).toFixed(0)} %`;
    return [night, what, `**${count} of ${results.length}** (${share})`, wanted];
  });
  const accuracies = (name: 'base' | 'spurious'): string =>
    range(
      results.map(({ accuracy }) => 100 * accuracy[name]),
      1,
    );
  const psi = range(
    results.flatMap((result) => result.psi ?? []),
    3,
  );
  return [
    markdownTable(['night', 'what is counted', 'seeds', 'wanted'], rows),
    '',
    `Accuracy over the images: ${accuracies('base')} % of the baseline's models, ${accuracies('spurious')} % of those that learned the patch. PSI of (c): ${psi}.`,
  ].join('\n');
}

const range = (values: readonly number[], digits: number): string =>
  values.length === 0
    ? '–'
    : `${Math.min(...values).toFixed(digits)} to ${Math.max(...values).toFixed(digits)}`;
