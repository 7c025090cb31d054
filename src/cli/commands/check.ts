import { Command } from 'commander';
import type { CheckCommandOptions } from '../check/check.ts';
import { deviceOption, gridOption, modelHelp, outputOption, sizeOption } from '../reading.ts';
import { nameList, positiveInteger } from '../values.ts';

const examples = `
Verdicts: FINE; FINE BUT FOR GRADIENTS (none could be verified, and why); CANNOT TELL (what was compared is 0 or does not
change with the image, so that agreement proves nothing); FAILED.
Exit codes: 0 fine, 1 a check failed or nothing could be told, 2 the file is no model that can be explained.

Examples:
  camline check resnet50.onnx
  camline check resnet50.onnx --photo cat.jpg --layers layer3,layer4`;

export const checkCommand = (): Command =>
  new Command('check')
    .description(
      'verify that a model is computed rightly: what it is, which methods work, gradients, batches, logits',
    )
    .argument('<model>', modelHelp)
    .option('--photo <file>', 'check with a photograph beside noise')
    .option('--layers <names>', 'layers to verify gradients at (default: the last spatial map)', nameList)
    .option(
      '--card <file>',
      'model card for --photo; a file, or a name of config/cards (default: beside the model)',
    )
    .addOption(gridOption())
    .addOption(outputOption())
    .addOption(sizeOption())
    .addOption(deviceOption())
    .option('--engine-threads <n>', 'threads of the engine (default: all cores)', positiveInteger)
    .option('--json', 'one JSON object on stdout')
    .addHelpText('after', examples)
    .action(async (path: string, _own: CheckCommandOptions, command: Command) => {
      const { check } = await import('../check/check.ts');
      process.exitCode = await check(path, command.optsWithGlobals<CheckCommandOptions>());
    });
