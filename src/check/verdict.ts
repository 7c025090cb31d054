/** From findings to one answer. Pure. */
import type { Finding, Outcome } from './finding.ts';
import type { MethodState } from './methodStates.ts';

export interface Verdict {
  readonly fine: boolean;
  /** A sentence or two; the first words are FAILED, CANNOT TELL, FINE, or FINE BUT FOR GRADIENTS. */
  readonly text: string;
}

/**
 * Fine where nothing that could be verified is wrong, at least one method works, and no comparison was one of nothing with
 * nothing. That no gradient could be verified is said first.
 */
export function verdictOf(findings: readonly Finding[], methods: readonly MethodState[]): Verdict {
  const failed = [
    ...namesOf(findings, 'failed'),
    ...methods.filter(({ outcome }) => outcome === 'failed').map(({ name }) => `method ${name}`),
  ];
  if (failed.length > 0) {
    return {
      fine: false,
      text: `FAILED: ${failed.join(', ')}. Do not trust maps of this model; please report it with this output.`,
    };
  }
  const working = methods.filter(({ outcome }) => outcome === 'works').length;
  if (working === 0) return { fine: false, text: 'FAILED: no method works with this network.' };
  const empty = namesOf(findings, 'empty');
  if (empty.length > 0) return { fine: false, text: cannotTell(empty) };
  return { fine: true, text: fine(findings, `${working} of ${methods.length} methods work`) };
}

const namesOf = (findings: readonly Finding[], outcome: Outcome): string[] =>
  findings.filter((finding) => finding.outcome === outcome).map(({ name }) => name);

function cannotTell(empty: readonly string[]): string {
  const way = empty.every((name) => name.includes(' at '))
    ? 'Name another layer with --layers, or check with a photograph (--photo).'
    : 'Are its weights all 0, or all the same? Check the network with the weights that it was trained to.';
  return (
    `CANNOT TELL: ${empty.join(', ')}. What was compared there is 0 or does not change with the image, on both sides, so ` +
    `that both agree proves nothing; maps of such a network are empty. ${way}`
  );
}

function fine(findings: readonly Finding[], working: string): string {
  const verified = findings.filter(({ outcome }) => outcome === 'ok').length;
  const open = findings.filter(({ outcome }) => outcome !== 'ok');
  const gradients = findings.filter(({ name }) => name.startsWith('gradient at'));
  const [unverified] = gradients.some(({ outcome }) => outcome === 'ok') ? [] : gradients;
  const start = unverified === undefined ? 'FINE' : 'FINE BUT FOR GRADIENTS, which could not be verified';
  const why = unverified === undefined ? '' : ` (${unverified.detail})`;
  const rest = open.length === 0 ? '' : ` Not verified: ${open.map(({ name }) => name).join(', ')}.`;
  return `${start}${why}: ${working}, ${verified} of ${findings.length} checks passed, none failed.${rest}`;
}
