import { Command } from 'commander';
import type { EvaluateCommandOptions } from '../evaluate/evaluate.ts';
import { positiveInteger } from '../values.ts';

const help = `
For every metric of the run: mean of each method, its 95 % bootstrap interval, and in what share of a thousand resampled data
sets it was the best, the same images being drawn for all methods.

Example:
  camline run ./photos --model m.onnx --methods gradcam,eigencam --metrics road,deletion --to ./results --run trial
  camline evaluate ./results/runs/trial`;

export const evaluateCommand = (): Command =>
  new Command('evaluate')
    .description('rank the methods of a run by its metrics')
    .argument('<run>', 'DEST/runs/NAME, or a name in --to')
    .option('--to <place>', 'where the run is that was given by name')
    .option('--seed <n>', 'of the bootstrap', positiveInteger, 1)
    .option('--json', 'one JSON object on stdout')
    .addHelpText('after', help)
    .action(async (run: string, options: EvaluateCommandOptions) => {
      const { evaluate } = await import('../evaluate/evaluate.ts');
      await evaluate(run, options);
    });
