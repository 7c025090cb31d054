/** What became of the golden cases, told at the end of a suite: counts by file, and every exception by name. */
import { afterAll } from 'vitest';
import { nudge } from './nudge.ts';

export type Verdict =
  /** For the golden's own input; `share` of what the gate allows. `mended`: how the reference was, null where it was not. */
  | { readonly kind: 'within'; readonly mended: string | null; readonly share: number }
  /**
   * Within the gate too, once rounding is given its way as `how` says; `own`: the difference for the golden's own input,
   * `share` of what the gate allows once that is done.
   */
  | { readonly kind: 'nearby'; readonly how: string; readonly own: number; readonly share: number }
  /** Not held to the gate. */
  | { readonly kind: 'outside'; readonly why: string };

export interface Entry {
  readonly file: string;
  readonly caseName: string;
  readonly verdict: Verdict;
}

export interface Tally {
  add(file: string, caseName: string, verdict: Verdict): void;
}

/** Prints after the last test of the file. */
export function tallyOf(suite: string): Tally {
  const entries: Entry[] = [];
  afterAll(() => {
    process.stdout.write(
      closingLines(entries)
        .map((line) => `${suite}: ${line}\n`)
        .join(''),
    );
  });
  return { add: (file, caseName, verdict) => entries.push({ file, caseName, verdict }) };
}

/** Counts of each file, the exceptions by name, and last the counts of all. */
export const closingLines = (entries: readonly Entry[]): string[] => [
  ...countsByFile(entries),
  ...exceptions(entries),
  total(entries),
];

const ofKind = (entries: readonly Entry[], kind: Verdict['kind']): Entry[] =>
  entries.filter(({ verdict }) => verdict.kind === kind);

function countsByFile(entries: readonly Entry[]): string[] {
  return [...new Set(entries.map(({ file }) => file))].map((file) => {
    const own = entries.filter((entry) => entry.file === file);
    return `${file}: ${counted(own)}`;
  });
}

function total(entries: readonly Entry[]): string {
  const shares = entries.map(({ verdict }) => (verdict.kind === 'outside' ? 0 : verdict.share));
  const most = (100 * Math.max(0, ...shares)).toFixed(0);
  return `${entries.length} cases: ${counted(entries)}; the largest difference inside it is ${most} % of the gate`;
}

/** Never one sum: a case that meets the gate only beside the golden's input misses it on the golden's own. */
function counted(entries: readonly Entry[]): string {
  const count = (kind: Verdict['kind']): number => ofKind(entries, kind).length;
  return (
    `${count('within')} within the gate on the golden's own input, ` +
    `${count('nearby')} only within ${nudge.toExponential()} of it (kinks), ${count('outside')} outside`
  );
}

/** One line for all cases of a file that share a reason. */
function exceptions(entries: readonly Entry[]): string[] {
  const byReason = new Map<string, string[]>();
  for (const { file, caseName, verdict } of entries) {
    const told = exception(caseName, verdict);
    if (told === null) continue;
    const reason = `${file}, ${told.reason}`;
    byReason.set(reason, [...(byReason.get(reason) ?? []), told.name]);
  }
  return [...byReason].map(([reason, names]) => `${reason}: ${names.join('; ')}`);
}

/** Null for a case that needs no word. */
function exception(
  caseName: string,
  verdict: Verdict,
): { readonly reason: string; readonly name: string } | null {
  switch (verdict.kind) {
    case 'within':
      return verdict.mended === null
        ? null
        : { reason: `within the gate of ${verdict.mended}`, name: caseName };
    case 'nearby':
      return {
        reason: `met ${verdict.how}`,
        name: `${caseName} (${verdict.own.toExponential(1)} for the golden's own)`,
      };
    case 'outside':
      return { reason: `outside the gate: ${verdict.why}`, name: caseName };
    default:
      return verdict satisfies never;
  }
}
