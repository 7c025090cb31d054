/** From findings to one answer. Pure. */
import type { Finding } from './finding.ts';
import type { MethodState } from './methodStates.ts';

export interface Verdict {
  readonly fine: boolean;
  /** A sentence or two. */
  readonly text: string;
}

/** Fine where nothing that could be verified is wrong, and at least one method works. */
export function verdictOf(findings: readonly Finding[], methods: readonly MethodState[]): Verdict {
  const failed = [
    ...findings.filter(({ outcome }) => outcome === 'failed').map(({ name }) => name),
    ...methods.filter(({ outcome }) => outcome === 'failed').map(({ name }) => `method ${name}`),
  ];
  const working = methods.filter(({ outcome }) => outcome === 'works').length;
  if (failed.length > 0) {
    return {
      fine: false,
      text: `FAILED: ${failed.join(', ')}. Do not trust maps of this model; please report it with this output.`,
    };
  }
  if (working === 0) return { fine: false, text: 'FAILED: no method works with this network.' };
  const open = findings.filter(({ outcome }) => outcome === 'undecided' || outcome === 'skipped');
  const verified = findings.length - open.length;
  const rest = open.length === 0 ? '' : ` Not verified: ${open.map(({ name }) => name).join(', ')}.`;
  return {
    fine: true,
    text: `FINE: ${working} of ${methods.length} methods work, ${verified} of ${findings.length} checks passed, none failed.${rest}`,
  };
}
