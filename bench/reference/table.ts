import { median } from '../lib/statistics.ts';
import type { Row } from './compare.ts';

const columns = ['work', 'layer', 'pytorch-grad-cam', 'camline', 'times as fast', 'forward passes', 'note'];

export const headings: readonly string[] = [line(columns), line(columns.map(() => '---'))];

/** One row of Markdown. */
export function tableLine({ method, layer, theirs, ours, note }: Row): string {
  const ratios = theirs.seconds.map((each, round) => each / ours.seconds[round]!);
  const forwards = ours.seconds.map((each, round) => each / ours.forward[round]!);
  return line([
    method,
    layer,
    `${duration(median(theirs.seconds))} (${theirs.setting})`,
    `${duration(median(ours.seconds))} (${ours.setting})`,
    `**${short(median(ratios))}** ${spread(ratios)}`,
    `${short(median(forwards))} ${spread(forwards)}`,
    note,
  ]);
}

function line(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}

const spread = (list: readonly number[]): string =>
  list.length === 1 ? '' : `(${short(Math.min(...list))} to ${short(Math.max(...list))})`;

const short = (value: number): string => value.toFixed(value < 10 ? 2 : value < 100 ? 1 : 0);

const duration = (seconds: number): string =>
  seconds < 1 ? `${(seconds * 1000).toFixed(1)} ms` : `${seconds.toFixed(1)} s`;
