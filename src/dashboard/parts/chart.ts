/** Lines over time, as drawing without a script. */
import { html, type Html } from '../../report/html.ts';
import type { Sample } from '../index/samples.ts';
import { rate, time } from './words.ts';

const [width, height, pad] = [600, 120, 6];
const mostPoints = 120;

/** Images a second between looks at the records. */
export function throughputChart(samples: readonly Sample[]): Html | undefined {
  const rates = ratesOf(thinned(samples));
  if (rates.length < 2) return undefined;
  const most = Math.max(...rates.map(({ perSecond }) => perSecond));
  const [from, to] = [rates[0]!.at, rates.at(-1)!.at];
  const x = (at: number): number => pad + ((width - 2 * pad) * (at - from)) / Math.max(1, to - from);
  const y = (value: number): number => height - pad - ((height - 2 * pad) * value) / Math.max(most, 1e-9);
  const points = rates.map(({ at, perSecond }) => `${x(at).toFixed(1)},${y(perSecond).toFixed(1)}`).join(' ');
  const words = `Images a second from ${clock(from)} to ${clock(to)} UTC, at most ${rate(most)}`;
  return html`<figure class="chart">
    <svg viewBox="0 0 ${width} ${height}" preserveAspectRatio="none" role="img" aria-label="${words}">
      <line x1="0" x2="${width}" y1="${height - pad}" y2="${height - pad}"></line>
      <polyline points="${points}"></polyline>
    </svg>
    <figcaption>${words}, as this dashboard saw the records come.</figcaption>
  </figure>`;
}

const clock = (at: number): string => time(new Date(at).toISOString()).slice(11);

const thinned = (samples: readonly Sample[]): readonly Sample[] => {
  const step = Math.ceil(samples.length / mostPoints);
  return samples.filter((_, index) => index % step === 0 || index === samples.length - 1);
};

const ratesOf = (samples: readonly Sample[]): { at: number; perSecond: number }[] =>
  samples.slice(1).map(({ at, done }, index) => {
    const before = samples[index]!;
    return { at, perSecond: Math.max(0, ((done - before.done) * 1000) / Math.max(1, at - before.at)) };
  });
