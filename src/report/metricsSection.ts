/** What the metrics say of each method: the mean over the photographs with its confidence interval. Pure. */
import { betterOf } from '../metrics/registry.ts';
import { count, methodTitle } from './format.ts';
import { html, type Html } from './html.ts';
import type { Mean } from './meanTotals.ts';
import type { MethodFigures, Summary } from './summary.ts';

const arrows = { higher: ' ↑', lower: ' ↓' } as const;

export function metricsSection({ methods }: Summary): Html | undefined {
  const figures = [...new Set(methods.flatMap(({ metrics }) => Object.keys(metrics)))];
  if (figures.length === 0) return undefined;
  return html`<section aria-label="Metrics">
    <h2>Metrics</h2>
    <p class="note">
      Mean over the maps that have the figure, with its 95 % confidence interval; ↑ higher is better, ↓ lower
      is.
    </p>
    <div class="scroll" tabindex="0" role="region" aria-label="Table of metrics">
      <table>
        <thead>
          <tr>
            <th>method</th>
            ${figures.map((name) => html`<th class="number">${name}${arrow(name)}</th>`)}
          </tr>
        </thead>
        <tbody>
          ${methods.map((method) => metricsRow(method, figures))}
        </tbody>
      </table>
    </div>
  </section>`;
}

function arrow(figure: string): string {
  const better = betterOf(figure);
  return better === null || better === undefined ? '' : arrows[better];
}

const metricsRow = ({ method, metrics }: MethodFigures, figures: readonly string[]): Html =>
  html`<tr>
    <td>${methodTitle(method)}</td>
    ${figures.map((name) => html`<td class="number">${meanCell(metrics[name])}</td>`)}
  </tr>`;

function meanCell(mean: Mean | null | undefined): Html | string {
  if (mean === null || mean === undefined) return '–';
  const interval =
    mean.low === null || mean.high === null ? '' : `${mean.low.toFixed(3)} … ${mean.high.toFixed(3)}`;
  return html`${mean.mean.toFixed(3)}<br /><small class="quiet">${interval} (${count(mean.count)})</small>`;
}
