import { Command } from 'commander';
import type { RunOptions } from '../run/run.ts';
import { withRequest } from '../requestOptions.ts';
import { failureLimit } from '../values.ts';

const examples = `
Running the same command again goes on where it stopped; what is done is not done again. Images that failed are done, too;
--retry-failed tries them again.

Examples:
  camline run ./photos --model resnet50.onnx --to ./results
  camline run ./photos --model resnet50.onnx --methods gradcam,scorecam --layers layer4 --classes top3 --to ./results --run nightly`;

export const runCommand = (): Command =>
  withRequest(new Command('run'))
    .description('explain every image of a folder: heatmaps, overlays, maps, records and a report')
    .option('--retry-failed', 'try the failed images of a finished run again')
    .option(
      '--max-failed <n|p%>',
      'exit with 1 when more images failed (default: when all did)',
      failureLimit,
    )
    .option('--list', 'end with the top classes of each image')
    .option('--json', 'one JSON object on stdout')
    .option('--log-file <file>', 'log as JSON lines')
    .addHelpText('after', examples)
    .action(async (source: string, _own: RunOptions, command: Command) => {
      // Loaded when it is needed: queue, image and table libraries cost half a second.
      const { run } = await import('../run/run.ts');
      process.exitCode = await run(source, command.optsWithGlobals<RunOptions>());
    });
