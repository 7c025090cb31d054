/** `camline compare RUN RUN`: maps of the same image, method and class side by side. */
import { comparedFigures, compareRuns, type MethodComparison } from '../../audit/compareRuns.ts';
import { loadRun } from '../../audit/loaded/loadedRun.ts';
import { pairRuns } from '../../audit/loaded/pairRuns.ts';
import { CamlineError } from '../../errors.ts';
import { printJson, printLines } from '../output.ts';
import { table } from '../table.ts';
import { runAt } from './runAt.ts';

export interface CompareOptions {
  readonly to?: string;
  readonly worst: number;
  readonly seed: number;
  readonly json?: true;
}

/** Throws RUN_UNKNOWN, RUN_INCOMPLETE, and INPUT_INVALID where the runs share nothing. */
export async function compare(first: string, second: string, options: CompareOptions): Promise<void> {
  const places = [runAt(first, options.to), runAt(second, options.to)] as const;
  const [before, after] = await Promise.all(places.map(({ store, run }) => loadRun(store, run)));
  const pair = pairRuns(before!, after!);
  if (pair.images.length === 0 || pair.methods.length === 0) {
    const what = pair.images.length === 0 ? 'image' : 'method';
    throw new CamlineError('INPUT_INVALID', `Runs ${first} and ${second} have no ${what} in common.`);
  }
  const compared = compareRuns(pair, options.worst, options.seed);
  if (compared.methods.every(({ worst }) => worst.length === 0)) {
    throw new CamlineError(
      'INPUT_INVALID',
      `Runs ${first} and ${second} have no maps to compare: both need stored maps or heatmaps (--outputs).`,
    );
  }
  if (options.json) return printJson({ before: first, after: second, ...compared });
  const rows = compared.methods.map((method) => [
    method.method,
    String(method.maps),
    ...comparedFigures.map((figure) => cell(method, figure)),
  ]);
  printLines([
    ...table(['method', 'maps', 'Spearman', 'SSIM', 'top-20% IoU', 'Wasserstein'], rows),
    '',
    `${compared.images} images in both, ${compared.otherPrediction} predicted otherwise; means with 95 % bootstrap intervals`,
    ...compared.methods.flatMap(worstLines),
  ]);
}

function cell({ figures }: MethodComparison, figure: keyof MethodComparison['figures']): string {
  const summary = figures[figure];
  if (summary === null) return '–';
  const { mean, interval } = summary;
  const range = interval === null ? '' : ` (${interval.low.toFixed(3)} … ${interval.high.toFixed(3)})`;
  return `${mean.toFixed(3)}${range}`;
}

function worstLines({ method, worst }: MethodComparison): string[] {
  if (worst.length === 0) return [`${method}: no maps to compare: both runs need stored maps or heatmaps`];
  const shown = (value: number | null): string => (value === null ? '–' : value.toFixed(3));
  const rows = worst.map(({ key, class: index, spearman, topIou }) => [
    key,
    String(index),
    shown(spearman),
    shown(topIou),
  ]);
  return ['', ...table([`least alike by ${method}`, 'class', 'Spearman', 'IoU'], rows)];
}
