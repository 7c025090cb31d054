/** How many layers are drawn anew at each step of a cascade: none, one, … all, at most `most` steps, evenly spread. Pure. */
export function stageCounts(layers: number, most: number): number[] {
  const steps = Math.min(most, layers + 1) - 1;
  if (steps < 2) return [0, layers];
  const spread = Array.from({ length: steps }, (_, index) =>
    Math.round(1 + ((layers - 1) * index) / (steps - 1)),
  );
  return [0, ...new Set(spread)];
}
