import { Command } from 'commander';
import { redisHelp } from '../requestOptions.ts';
import type { StatusOptions } from '../status/status.ts';
import { redisUrl } from '../values.ts';

export const statusCommand = (): Command =>
  new Command('status')
    .description(
      'tell how far the runs of the queue are and what its workers do; of one run, what is recorded',
    )
    .argument('[run]', 'its name or job id (default: all)')
    .option('--watch', 'again every two seconds, until Ctrl-C')
    .option('--redis <url>', redisHelp, redisUrl)
    .option('--json', 'one JSON object on stdout')
    .action(async (run: string | undefined, _own: StatusOptions, command: Command) => {
      const { status } = await import('../status/status.ts');
      await status(run, command.optsWithGlobals<StatusOptions>());
    });
