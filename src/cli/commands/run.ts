import { Command } from 'commander';
import type { RunOptions } from '../run/run.ts';
import { eigenSmoothHelp, failureLimit, nameList, outputList, positiveInteger, redisUrl } from '../values.ts';

const examples = `
Running the same command again goes on where it stopped; what is done is not done again. Images that failed are done, too;
--retry-failed tries them again.

Examples:
  camline run ./photos --model resnet50.onnx --to ./results
  camline run ./photos --model resnet50.onnx --methods gradcam,scorecam --layers layer4 --classes top3 --to ./results --run nightly`;

export const runCommand = (): Command =>
  new Command('run')
    .description('explain every image of a folder: heatmaps, overlays, maps, records and a report')
    .argument('<folder>', 'images (jpg, png, webp, avif, gif, tif) in it and below')
    .requiredOption('--model <file>', 'ONNX classifier')
    .requiredOption('--to <folder>', 'where the results go')
    .option('--methods <names>', 'see: camline methods', nameList, ['gradcam'])
    .option(
      '--layers <names>',
      'see: camline layers; several are fused (default: the last spatial map)',
      nameList,
    )
    .option('--classes <which>', 'pred, top3, or indices and names', 'pred')
    .option('--card <file>', 'model card: the preprocessing (default: the one beside the model)')
    .option('--run <id>', 'name of the run (default: made from the request)')
    .option('--retry-failed', 'try the failed images of a finished run again')
    .option(
      '--max-failed <n|p%>',
      'exit with 1 when more images failed (default: when all did)',
      failureLimit,
    )
    .option('--outputs <kinds>', 'some of heatmaps, overlays, maps, or none (default: all)', outputList)
    .option('--eigen-smooth', eigenSmoothHelp)
    .option('--aug-smooth', 'mean over six augmented passes')
    .option('--engine-threads <n>', 'threads of the engine (default: all cores)', positiveInteger)
    .option('--shard <n>', 'images a job (default: follows from methods and model)', positiveInteger)
    .option('--redis <url>', 'queue on a Redis (default: CAMLINE_REDIS_URL, else embedded)', redisUrl)
    .option('--list', 'end with the top classes of each image')
    .option('--json', 'one JSON object on stdout')
    .option('--log-file <file>', 'log as JSON lines')
    .addHelpText('after', examples)
    .action(async (folder: string, _own: RunOptions, command: Command) => {
      // Loaded when it is needed: queue, image and table libraries cost half a second.
      const { run } = await import('../run/run.ts');
      process.exitCode = await run(folder, command.optsWithGlobals<RunOptions>());
    });
