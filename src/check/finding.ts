/** Words of a model's check. */

/**
 * 'ok': verified. 'failed': camline's answers are wrong for this network. 'undecided': rounding hides what was looked for.
 * 'skipped': there was nothing to compare with; `detail` says why. 'empty': both sides agree, and both are 0 or do not
 * change with what was changed, as with weights that are all 0: that proves nothing.
 */
export type Outcome = 'ok' | 'failed' | 'undecided' | 'skipped' | 'empty';

/** What one comparison found. */
export interface Finding {
  /** What was compared: a name of `checks.ts`, with the layer where it is about one: "gradient at layer4". */
  readonly name: string;
  readonly outcome: Outcome;
  /** For people, without a full stop. */
  readonly detail: string;
  /** Shares, not per cent; empty where nothing was measured. */
  readonly figures: Readonly<Record<string, number>>;
}

/** What a comparison says before it is named. */
export type Answer = Omit<Finding, 'name'>;

export const empty = (detail: string): Answer => ({ outcome: 'empty', detail, figures: {} });

export const skipped = (detail: string): Answer => ({ outcome: 'skipped', detail, figures: {} });

/** "0.02 %", two digits that count; "0 %" for nothing at all. */
export function percent(share: number): string {
  const value = share * 100;
  if (value === 0 || value < 1e-6) return '0 %';
  return `${value >= 1e-3 && value < 1000 ? Number(value.toPrecision(2)) : value.toExponential(1)} %`;
}
