import { Command } from 'commander';
import type { PageOptions } from '../dashboard/serveDashboard.ts';
import { redisHelp } from '../requestOptions.ts';
import { listeningPort, nameList, redisUrl } from '../values.ts';

const help = `
Shows runs, pictures and the queue in a browser. It reads records and writes nothing, unless --allow-actions lets it pause the
queue and cancel, resume and retry runs. On another address than the loopback, browsers have to show CAMLINE_DASHBOARD_TOKEN.

Examples:
  camline dashboard ./results
  camline dashboard ./results --allow-actions --port 8401
  CAMLINE_DASHBOARD_TOKEN=$(openssl rand -hex 32) camline dashboard /data/results --host 0.0.0.0 --allow-host maps.example`;

/** How pages are served; `camline serve` has the same. */
export const withPageOptions = (command: Command): Command =>
  command
    .option('--host <address>', 'address to listen on', '127.0.0.1')
    .option('--port <n>', 'port to listen on; 0: any that is free', listeningPort, 8400)
    .option('--allow-host <names>', 'names that it is reached by, besides localhost and addresses', nameList)
    .option('--token-file <file>', 'secret that browsers have to show (default: CAMLINE_DASHBOARD_TOKEN)')
    .option('--allow-actions', 'let it pause the queue and cancel, resume and retry runs')
    .option(
      '--cache <folder>',
      'index of records, made again where it is missing (default: dashboard/ in CAMLINE_HOME)',
    );

export const dashboardCommand = (): Command =>
  withPageOptions(new Command('dashboard'))
    .description('show runs, pictures, queue and workers in a browser')
    .argument(
      '[destinations...]',
      'where results are (the --to of runs; default: those that the queue knows)',
    )
    .option('--redis <url>', redisHelp, redisUrl)
    .addHelpText('after', help)
    .action(async (destinations: string[], _own: PageOptions, command: Command) => {
      const { dashboard } = await import('../dashboard/dashboard.ts');
      process.exitCode = await dashboard(destinations, command.optsWithGlobals<PageOptions>());
    });
