import type { MethodState } from '../../check/methodStates.ts';

/** The methods that work in a line, then those that do not, by reason. Pure. */
export function methodGroups(methods: readonly MethodState[]): string[] {
  const working = methods.filter(({ outcome }) => outcome === 'works');
  const reasons = new Map<string, MethodState[]>();
  for (const method of methods.filter(({ outcome }) => outcome !== 'works'))
    reasons.set(method.why, [...(reasons.get(method.why) ?? []), method]);
  const names = (states: readonly MethodState[]): string => states.map(({ name }) => name).join(', ');
  return [
    `${working.length} of ${methods.length} methods work: ${names(working) || 'none'}`,
    ...[...reasons].flatMap(([why, states]) => [
      `${states[0]!.outcome === 'failed' ? 'FAIL' : 'do not work'}: ${names(states)}`,
      `  because: ${why}`,
    ]),
  ];
}
