import type { Method, Need } from '../../methods/method.ts';

/** What a graph may have no rule for. */
const gradients: ReadonlySet<Need> = new Set([
  'gradients',
  'curvature',
  'biasGradients',
  'inputGradients',
  'guidedGradients',
]);
/** Most forward passes that a look before the run may cost. */
const mostPasses = 10;

/** Ids of the cheap methods that together need every kind of gradient that can be tried for little. */
export function probesOf(methods: readonly Method[]): string[] {
  const tried = new Set<Need>();
  const probes: string[] = [];
  for (const { id, needs, ...method } of methods) {
    const isCheap =
      needs.every((need) => gradients.has(need)) &&
      (method.kind !== 'attribution' || method.passes <= mostPasses);
    if (!isCheap || needs.every((need) => tried.has(need))) continue;
    for (const need of needs) tried.add(need);
    probes.push(id);
  }
  return probes;
}
