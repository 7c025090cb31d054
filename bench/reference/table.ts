import { median } from '../lib/statistics.ts';
import { forwards, passes, ratio, ratios } from './figures.ts';
import type { Row, Setting, Yardstick } from './row.ts';
import { works, type Network } from './works.ts';

const columns = [
  'work',
  'layer',
  'pytorch-grad-cam',
  'camline',
  'times as fast',
  'forward passes',
  'bare forward pass',
  'note',
];

export const headings: readonly string[] = [line(columns), line(columns.map(() => '---'))];

/** One row of Markdown. */
export function tableLine(row: Row): string {
  const { method, layer, theirs, ours, note } = row;
  return line([
    method,
    layer,
    `${duration(median(theirs.seconds))} (${words(theirs.setting)})`,
    `${duration(median(ours.seconds))} (${words(ours.setting)})`,
    `**${short(ratio(row))}** ${spread(ratios(row))}`,
    `${short(passes(row))} ${spread(forwards(row))}`,
    `${duration(median(ours.forward))} (${words(ours.bare)})`,
    note,
  ]);
}

/** The sentence under a network's table. */
export const yardstickLine = ({ bare, theirForward, flops, peak, cores }: Yardstick): string =>
  `Best forward pass: bare ONNX Runtime ${duration(bare.seconds)} an image (${words(bare.setting)}), ` +
  `${gflops(flops / bare.seconds)} of the ${gflops(peak)} GFLOP/s that a large matrix product reaches on ${cores} cores; ` +
  `PyTorch ${duration(theirForward.seconds)} (${words(theirForward.setting)}).`;

/** A network's table, works in the order of works.ts. */
export function section(network: Network, rows: readonly Row[], yardsticks: readonly Yardstick[]): string {
  const order = works.map(({ name, layer }) => `${name} ${network[layer]}`);
  const place = ({ method, layer }: Row): number =>
    (order.indexOf(`${method} ${layer}`) + works.length + 1) % (works.length + 1);
  const own = rows.filter((row) => row.network === network.name).toSorted((a, b) => place(a) - place(b));
  const yardstick = yardsticks.find((each) => each.network === network.name);
  return [
    `### ${network.title}`,
    '',
    ...headings,
    ...own.map(tableLine),
    '',
    yardstick === undefined ? '' : yardstickLine(yardstick),
  ].join('\n');
}

function line(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}

const words = ({ batch, threads, pass = batch }: Setting): string =>
  pass === batch
    ? `batch ${batch}, ${threads} threads`
    : `batch ${pass} of ${batch} images, ${threads} threads`;

const spread = (list: readonly number[]): string =>
  list.length === 1 ? '(one round)' : `(${short(Math.min(...list))} to ${short(Math.max(...list))})`;

export const short = (value: number): string => value.toFixed(value < 10 ? 2 : value < 100 ? 1 : 0);

export const duration = (seconds: number): string =>
  seconds < 1 ? `${(seconds * 1000).toFixed(1)} ms` : `${seconds.toFixed(1)} s`;

const gflops = (perSecond: number): string => (perSecond / 1e9).toFixed(0);
