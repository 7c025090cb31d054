/** Commands that change a run which was enqueued before, or the whole queue. */
import { Command } from 'commander';
import type { QueueControl } from '../../queue/queues.ts';
import { printJson, printLines } from '../output.ts';
import { redisHelp } from '../requestOptions.ts';
import type { SettingOptions } from '../settings.ts';
import { nameList, redisUrl } from '../values.ts';

interface Options extends SettingOptions {
  readonly to?: string;
  readonly reason?: readonly string[];
  readonly json?: true;
}

type Actions = typeof import('../runs/runs.ts');
type Act = (actions: Actions, control: QueueControl, name: string, options: Options) => Promise<string>;

function command(name: string, description: string, act: Act): Command {
  return new Command(name)
    .description(description)
    .option('--redis <url>', redisHelp, redisUrl)
    .option('--json', 'one JSON object on stdout')
    .action(async (...given: unknown[]) => {
      const self = given.at(-1) as Command;
      const options = self.optsWithGlobals<Options>();
      const [actions, { withControl }] = await Promise.all([
        import('../runs/runs.ts'),
        import('../runs/withControl.ts'),
      ]);
      const done = await withControl(options, (control) =>
        act(actions, control, self.args[0] ?? '', options),
      );
      if (options.json) printJson({ done });
      else printLines([done]);
    });
}

const ofRun = (name: string, description: string, act: Act): Command =>
  command(name, description, act).argument('<run>', 'its name, or its job id as camline status shows it');

/** Some runs are known to their store alone. */
const placed = (made: Command): Command =>
  made.option('--to <folder>', 'where its results are (default: as the queue knows)');

const place = ({ to }: Options): { readonly to?: string } => (to === undefined ? {} : { to });

export const resumeCommand = (): Command =>
  placed(
    ofRun(
      'resume',
      'go on with a run: what has no record is put into the queue',
      (actions, control, name, options) => actions.resume(control, name, place(options)),
    ),
  );

export const retryCommand = (): Command =>
  placed(
    ofRun('retry', 'try the failed images of a finished run again', (actions, control, name, options) =>
      actions.retry(control, name, { ...place(options), codes: options.reason ?? null }),
    ).option('--reason <codes>', 'only those that failed with one of these codes (default: all)', nameList),
  );

export const cancelCommand = (): Command =>
  ofRun('cancel', 'stop a run; its records stay, and it can be resumed', (actions, control, name) =>
    actions.cancel(control, name),
  );

export const pauseCommand = (): Command =>
  command('pause', 'no worker takes another shard, of any run, until unpause', (actions, control) =>
    actions.pause(control),
  );

export const unpauseCommand = (): Command =>
  command('unpause', 'workers take shards again', (actions, control) => actions.unpause(control));
