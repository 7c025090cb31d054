import { Command } from 'commander';
import type { GcOptions } from '../gc/gc.ts';
import { keptRuns } from '../values.ts';

const help = `
Without --keep: models that no run names, temporary files of killed writers, and folders of runs that were never begun; all
of them only after a day. Runs that are not finished always stay. Nothing else in camline deletes results.

Examples:
  camline gc ./results                              what could go
  camline gc ./results --keep 30d --delete          runs that ended in the last 30 days stay`;

export const gcCommand = (): Command =>
  new Command('gc')
    .description('tell what results may be deleted, and delete it when told to')
    .argument('<destination>', 'where results are (the --to of runs)')
    .option(
      '--keep <n|Nd>',
      'finished runs to keep: the newest n, or those of the last N days (default: all)',
      keptRuns,
    )
    .option('--delete', 'do it')
    .option('--json', 'one JSON object on stdout')
    .addHelpText('after', help)
    .action(async (destination: string, options: GcOptions) => {
      const { gc } = await import('../gc/gc.ts');
      await gc(destination, options);
    });
