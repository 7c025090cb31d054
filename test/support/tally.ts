/** What became of the golden cases, told at the end of a suite: counts by file, and every exception by name. */
import { afterAll } from 'vitest';

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
  const most = (100 * Math.max(0, ...shares)).toFixed(0);
  const [within, nearby, outside] = (['within', 'nearby', 'outside'] as const).map(
    (kind) => ofKind(entries, kind).length,
  );
  return (
    `${within! + nearby!} cases within the gate, the largest difference ${most} % of it ` +
    `(${within} for the golden's own input, ${nearby} but for rounding); ${outside} outside`
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
