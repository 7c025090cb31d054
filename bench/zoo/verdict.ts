/** Whether a file passes, and if not, why. */
import type { Run } from './inChild.ts';
import { figureNames, gate, type Figures } from './measure.ts';
import type { Reference } from './reference.ts';
import type { Architecture, Exporter } from './table.ts';

export interface Result extends Run {
  readonly architecture: string;
  readonly library: Architecture['library'];
  readonly exporter: Exporter;
  /** Empty where the file passes. */
  readonly failures: readonly string[];
  /** Where rounding decides and what was done about it. */
  readonly remarks: readonly string[];
}

/** Each figure against the gate, or three times what rounding alone does to PyTorch's own answer. */
export function judged(
  run: Run,
  reference: Reference,
  expected: string,
): Pick<Result, 'failures' | 'remarks'> {
  if (run.figures === null) return { failures: [run.reason ?? 'nothing was measured'], remarks: [] };
  const failures: string[] = [];
  const remarks: string[] = [];
  failures.push(...layerFailure(run.figures.defaultLayer, expected));
  for (const name of figureNames) {
    const figure = run.figures[name];
    if (typeof figure === 'string') {
      failures.push(`${name}: ${figure}`);
      continue;
    }
    const allowed = Math.max(gate, 3 * reference.spread(name));
    const text = `${name} ${figure.difference.toExponential(1)}`;
    if (!(figure.difference <= allowed)) failures.push(`${text}, allowed ${allowed.toExponential(1)}`);
    else if (figure.difference > gate)
      remarks.push(`${text} within 3 x PyTorch's own rounding (${reference.spread(name).toExponential(1)})`);
    else if (figure.nudges > 0) remarks.push(`${text} for an input within 1e-6`);
  }
  return { failures: [...new Set(failures)], remarks };
}

function layerFailure(layer: Figures['defaultLayer'], expected: string): string[] {
  if (typeof layer === 'string') return [`default layer: ${layer}`];
  return layer.right ? [] : [`default layer is "${layer.name}", expected "${expected}"`];
}
