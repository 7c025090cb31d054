import { Command } from 'commander';
import type { CompareOptions } from '../compare/compare.ts';
import { positiveInteger } from '../values.ts';

const help = `
Maps are compared where image, method and class are the same, at their stored resolution, upsampled once.

Examples:
  camline compare ./results/runs/monday ./results/runs/tuesday
  camline compare monday tuesday --to s3://bucket/results --json`;

export const compareCommand = (): Command =>
  new Command('compare')
    .description('how alike the maps of two finished runs are, and the images that are least so')
    .argument('<run>', 'DEST/runs/NAME, or a name in --to')
    .argument('<other>', 'the same')
    .option('--to <place>', 'where runs are that were given by name')
    .option('--worst <n>', 'images to name', positiveInteger, 10)
    .option('--seed <n>', 'of the bootstrap', positiveInteger, 1)
    .option('--json', 'one JSON object on stdout')
    .addHelpText('after', help)
    .action(async (run: string, other: string, options: CompareOptions) => {
      const { compare } = await import('../compare/compare.ts');
      await compare(run, other, options);
    });
