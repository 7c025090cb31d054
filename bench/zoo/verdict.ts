/** Whether a file passes, and if not, why. */
import type { Code } from './code.ts';
import type { Run } from './inChild.ts';
import { figureNames, gate, type Figures } from './measure.ts';
import type { Reference } from './reference.ts';
import type { Architecture, Exporter } from './table.ts';

export interface Result extends Run {
  readonly architecture: string;
  readonly library: Architecture['library'];
  readonly exporter: Exporter;
  /** What the export needed beyond the exporter's plain call; null, or absent in older results, where nothing. */
  readonly remedy?: string | null;
  /** What measured it; absent in results of before that was kept. */
  readonly code?: Code;
  /** Hash of what the exporter and PyTorch's reference said of themselves: of another export, the result is out of date. */
  readonly export?: string;
  /** Empty where the file passes. */
  readonly failures: readonly string[];
}

/** Each figure against the gate. */
export function judged(run: Run, reference: Reference, expected: string): Pick<Result, 'failures'> {
  if (run.figures === null) return { failures: [run.reason ?? 'nothing was measured'] };
  const failures = [...layerFailure(run.figures.defaultLayer, expected, reference)];
  for (const name of figureNames) {
    const figure = run.figures[name];
    if (typeof figure === 'string') failures.push(`${name}: ${figure}`);
    else if (!(figure <= gate))
      failures.push(`${name} ${figure.toExponential(1)}${own(reference.spread(name))}`);
  }
  return { failures: [...new Set(failures)] };
}

const own = (spread: number): string =>
  spread > gate ? `, and PyTorch's own answer moves by ${spread.toExponential(1)} with its rounding` : '';

function layerFailure(layer: Figures['defaultLayer'], expected: string, reference: Reference): string[] {
  if (typeof layer === 'string') return [`default layer: ${layer}`];
  if (layer.right) return [];
  return layer.name === expected
    ? [`activations of the default layer "${expected}" differ${own(reference.spread('activations'))}`]
    : [`default layer is "${layer.name}", expected "${expected}"`];
}
