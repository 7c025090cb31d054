import { Command } from 'commander';
import type { ServeOptions } from '../serve/serve.ts';
import { queueList } from '../values.ts';
import { withPageOptions } from './dashboard.ts';
import { withWorkOptions } from './worker.ts';

const help = `
One process for one machine: it works on queued runs, runs scheduled audits at their times, and shows both in a browser. Without
a Redis it holds the queue of the current folder (CAMLINE_HOME), and enqueue, status, audit schedule and the like of other
processes are answered by it. SIGTERM and Ctrl-C let it finish what is in hand, or hand it back, within 30 seconds.

Examples:
  camline serve ./results
  camline serve ./results --port 8401 --allow-actions
  camline serve --no-dashboard --redis redis://queue.example:6379`;

export const serveCommand = (): Command =>
  withPageOptions(withWorkOptions(new Command('serve')))
    .description('worker, nightly audits and dashboard in one process, until stopped')
    .argument(
      '[destinations...]',
      'where results are that the dashboard shows (default: those that the queue knows)',
    )
    .option('--no-dashboard', 'work only, show nothing')
    .addHelpText('after', help)
    .action(async (destinations: string[], _own: ServeOptions, command: Command) => {
      const { serve } = await import('../serve/serve.ts');
      const options = command.optsWithGlobals<ServeOptions>();
      process.exitCode = await serve(destinations, { ...options, queues: queueList('runs,explain,audits') });
    });
