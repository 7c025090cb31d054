import { Command } from 'commander';
import { deviceOption, gridOption, modelPlaces, outputOption, sizeOption } from '../reading.ts';
import type { SanityOptions } from '../sanity/sanity.ts';
import { nameList, positiveInteger } from '../values.ts';

const help = `
The weights of the network are drawn anew, layer by layer from the scores down (Adebayo et al. 2018), and each method explains the
same classes of the same images again. A map that depends on what the network learned loses its order; one that keeps it shows
the image. Exit codes: 0 every map depends on it, 1 one does not, 2 the request was wrong.

Examples:
  camline sanity resnet50.onnx cat.jpg dog.jpg --methods gradcam,eigencam,saliency
  camline sanity resnet50.onnx --stages 60 --json`;

export const sanityCommand = (): Command =>
  new Command('sanity')
    .description(
      'whether maps depend on what a network has learned: its weights are drawn anew, layer by layer',
    )
    .argument('<model>', `classifier: *.onnx with float32 weights; ${modelPlaces}`)
    .argument('[photos...]', 'photographs (default: four images of noise)')
    .option('--methods <names>', 'names of camline methods', nameList, nameList('gradcam'))
    .option('--layers <names>', 'target layers (default: the last spatial map)', nameList)
    .option('--stages <n>', 'steps at most, from no layer to all', positiveInteger, 8)
    .option('--seed <n>', 'of the weights that are drawn', positiveInteger, 1)
    .option('--card <file>', 'model card; a file, or a name of config/cards (default: beside the model)')
    .addOption(gridOption())
    .addOption(outputOption())
    .addOption(sizeOption())
    .addOption(deviceOption())
    .option('--engine-threads <n>', 'threads of the engine (default: all cores)', positiveInteger)
    .option('--json', 'one JSON object on stdout')
    .addHelpText('after', help)
    .action(async (path: string, photos: string[], _own: SanityOptions, command: Command) => {
      const { sanity } = await import('../sanity/sanity.ts');
      process.exitCode = await sanity(path, photos, command.optsWithGlobals<SanityOptions>());
    });
