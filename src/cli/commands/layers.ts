import { Command } from 'commander';
import type { LayersOptions } from '../layers/layers.ts';
import { gridOption, modelHelp, outputOption, sizeOption } from '../reading.ts';

export const layersCommand = (): Command =>
  new Command('layers')
    .description('list the layers of a model where a map can be computed')
    .argument('[model]', modelHelp)
    .option('--model <file>', 'the same, as other commands take it')
    .addOption(gridOption())
    .addOption(outputOption())
    .addOption(sizeOption())
    .option('--json', 'one JSON object on stdout')
    .action(async (path: string | undefined, _own: LayersOptions, command: Command) => {
      const { layers } = await import('../layers/layers.ts');
      await layers(path, command.optsWithGlobals<LayersOptions>());
    });
