/** `camline evaluate RUN`: which of its methods is best on this data set. */
import { loadRun } from '../../audit/loaded/loadedRun.ts';
import { rankMethods, type Ranking } from '../../audit/rankMethods.ts';
import { CamlineError } from '../../errors.ts';
import { runAt } from '../compare/runAt.ts';
import { printJson, printLines } from '../output.ts';
import { table } from '../table.ts';

export interface EvaluateCommandOptions {
  readonly to?: string;
  readonly seed: number;
  readonly json?: true;
}

/** Throws RUN_UNKNOWN, RUN_INCOMPLETE, and INPUT_INVALID for a run without metrics. */
export async function evaluate(name: string, options: EvaluateCommandOptions): Promise<void> {
  const { store, run } = runAt(name, options.to);
  const loaded = await loadRun(store, run);
  const rankings = rankMethods(loaded, options.seed);
  if (rankings.length === 0) {
    throw new CamlineError(
      'INPUT_INVALID',
      `Run "${run}" has no metrics to rank its methods by. Run it with --metrics road,deletion.`,
    );
  }
  if (options.json) printJson({ run, rankings });
  else printLines(rankings.flatMap(rankingLines));
}

function rankingLines({ figure, better, maps, methods }: Ranking): string[] {
  const rows = methods.map(({ method, mean, interval, bestShare }) => [
    method,
    mean.toFixed(4),
    interval === null ? '–' : `${interval.low.toFixed(4)} … ${interval.high.toFixed(4)}`,
    `${(100 * bestShare).toFixed(0)} %`,
  ]);
  const head = `${figure}, ${better} is better, ${maps} ${maps === 1 ? 'map' : 'maps'}`;
  return [head, ...table(['method', 'mean', '95 % interval', 'best in'], rows), ''];
}
