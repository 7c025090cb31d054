import { Command } from 'commander';
import type { EnqueueCommandOptions } from '../enqueue/enqueue.ts';
import { withRequest } from '../requestOptions.ts';
import { failureLimit } from '../values.ts';

const help = `
The run is worked on by every camline worker on the same queue. The model is put beside the results, where workers of other
machines take it from. They must be able to read the folder and the results under the same paths.

Examples:
  camline enqueue /data/photos --model resnet50.onnx --to /data/results --redis redis://queue.example:6379
  run=$(camline enqueue /data/photos --model resnet50.onnx --to /data/results --detach)`;

export const enqueueCommand = (): Command =>
  withRequest(new Command('enqueue'))
    .description('put a run into the queue for workers, and follow it')
    .option('--detach', 'print the run id and return')
    .option('--dry-run', 'measure a few images, tell what the run will take, and enqueue nothing')
    .option(
      '--max-failed <n|p%>',
      'exit with 1 when more images failed (default: when all did)',
      failureLimit,
    )
    .option('--list', 'end with the top classes of each image')
    .option('--json', 'one JSON object on stdout')
    .addHelpText('after', help)
    .action(async (source: string, _own: EnqueueCommandOptions, command: Command) => {
      const { enqueue } = await import('../enqueue/enqueue.ts');
      process.exitCode = await enqueue(source, command.optsWithGlobals<EnqueueCommandOptions>());
    });
