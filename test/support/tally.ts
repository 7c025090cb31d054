/** What became of the golden cases, told at the end of a suite: counts by file, and every exception by name. */
import { afterAll } from 'vitest';

export type Verdict =
  /** For the golden's own input; `share` of what the gate allows. */
  | { readonly kind: 'within'; readonly share: number }
  /** Within the gate too, once rounding is given its way as `how` says. */
  | { readonly kind: 'nearby'; readonly how: string; readonly share: number }
  /** Not held to the gate. */
  | { readonly kind: 'outside'; readonly why: string };

interface Entry {
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
    const lines = [...countsByFile(entries), total(entries), ...exceptions(entries)];
    process.stdout.write(lines.map((line) => `${suite}: ${line}\n`).join(''));
  });
  return { add: (file, caseName, verdict) => entries.push({ file, caseName, verdict }) };
}

const ofKind = (entries: readonly Entry[], kind: Verdict['kind']): Entry[] =>
  entries.filter(({ verdict }) => verdict.kind === kind);

function countsByFile(entries: readonly Entry[]): string[] {
  return [...new Set(entries.map(({ file }) => file))].map((file) => {
    const own = entries.filter((entry) => entry.file === file);
    const [within, nearby, outside] = (['within', 'nearby', 'outside'] as const).map(
      (kind) => ofKind(own, kind).length,
    );
    return `${file}: ${within} within the gate, ${nearby} within it but for rounding, ${outside} outside`;
  });
}

function total(entries: readonly Entry[]): string {
  const shares = entries.map(({ verdict }) => (verdict.kind === 'outside' ? 0 : verdict.share));
  const outside = ofKind(entries, 'outside').length;
  const most = (100 * Math.max(0, ...shares)).toFixed(0);
  return `${entries.length - outside} cases within the gate, the largest difference ${most} % of it; ${outside} outside`;
}

/** One line for all cases that share a reason. */
function exceptions(entries: readonly Entry[]): string[] {
  const byReason = new Map<string, string[]>();
  for (const { file, caseName, verdict } of entries) {
    if (verdict.kind === 'within') continue;
    const reason =
      verdict.kind === 'nearby' ? `${file}, met ${verdict.how}` : `${file}, outside the gate: ${verdict.why}`;
    byReason.set(reason, [...(byReason.get(reason) ?? []), caseName]);
  }
  return [...byReason].map(([reason, names]) => `${reason}: ${names.join('; ')}`);
}
