import { Command } from 'commander';
import type { ExplainCommandOptions } from '../explain/explain.ts';
import { deviceOption, gridOption, modelHelp, outputOption, sizeOption } from '../reading.ts';
import {
  channelBudget,
  channelsHelp,
  eigenSmoothHelp,
  moreNames,
  nameList,
  overlayOption,
  pictureFile,
  positiveInteger,
} from '../values.ts';

const examples = `
Examples:
  camline explain cat.jpg --model resnet50.onnx
  camline explain cat.jpg --model resnet50.onnx --method scorecam --layers layer3,layer4 --classes "tabby,285" --out maps
  camline explain cat.jpg --model resnet50.onnx --method gradcam,layercam --layers layer2,layer4 --grid-picture grid.jpg`;

export const explainCommand = (): Command =>
  new Command('explain')
    .description('explain one photograph: overlay, heatmap, raw map and numbers')
    .argument('<photo>', 'JPEG, PNG, WebP, AVIF, GIF or TIFF')
    .requiredOption('--model <file>', modelHelp)
    .option(
      '--method <names>',
      'see: camline methods; several by commas or again (default: gradcam)',
      moreNames,
    )
    .option(
      '--layers <names>',
      'see: camline layers; several are fused, or a column each in --grid-picture (default: the last spatial map)',
      nameList,
    )
    .option('--classes <which>', 'pred, topN (top3, top5, …), or indices and names', 'pred')
    .option(
      '--card <file>',
      'model card: the preprocessing; a file, or a name of config/cards (default: beside the model)',
    )
    .addOption(gridOption())
    .addOption(outputOption())
    .addOption(sizeOption())
    .option('--out <folder>', 'where the files go', '.')
    .addOption(overlayOption())
    .option('--guided', 'also _cam.jpg, _gb.jpg (guided backpropagation) and _cam_gb.jpg (their product)')
    .option(
      '--grid-picture <file>',
      'also one picture (.jpg, .png): methods and classes downwards, layers to the right',
      pictureFile,
    )
    .option('--eigen-smooth', eigenSmoothHelp)
    .option('--aug-smooth', 'mean over six augmented passes')
    .option('--channels <budget>', channelsHelp, channelBudget)
    .option('--compare-exact', 'with --channels: also the exact map, and the rank correlation with it')
    .addOption(deviceOption())
    .option('--engine-threads <n>', 'threads of the engine (default: all cores)', positiveInteger)
    .option('--json', 'one JSON object on stdout')
    .addHelpText('after', examples)
    .action(async (path: string, _own: ExplainCommandOptions, command: Command) => {
      const { explain } = await import('../explain/explain.ts');
      await explain(path, command.optsWithGlobals<ExplainCommandOptions>());
    });
