import type { Command } from 'commander';
import { runDefaults } from '../config/defaults.ts';
import { outputKinds } from '../config/runRequest.ts';
import { deviceOption, gridOption, modelHelp, outputOption, sizeOption } from './reading.ts';
import {
  channelBudget,
  channelsHelp,
  eigenSmoothHelp,
  nameList,
  outputList,
  overlayOption,
  positiveInteger,
  redisUrl,
  sampleOf,
} from './values.ts';

/** What a run is, as options: of every command that starts one. */
export const withRequest = (command: Command): Command =>
  command
    .argument(
      '<source>',
      'folder of images (jpg, png, webp, avif, gif, tif), s3://bucket/prefix, set-{000..009}.tar, or a manifest (.jsonl, .csv, .parquet)',
    )
    .requiredOption('--model <file>', modelHelp)
    .requiredOption('--to <place>', 'folder or s3://bucket/prefix where the results go')
    .option('--root <place>', "folder or S3 prefix of a manifest's images (default: the manifest's)")
    .option('--follow-links', 'symbolic links may lead out of the folder (default: such images are failed)')
    .option('--methods <names>', 'see: camline methods', nameList, ['gradcam'])
    .option(
      '--layers <names>',
      'see: camline layers; several are fused (default: the last spatial map)',
      nameList,
    )
    .option(
      '--classes <which>',
      'pred, topN (top3, top5, …), label (of a manifest), label-or-pred, as:RUN (those that RUN explained), or indices and names',
      'pred',
    )
    .option(
      '--card <file>',
      'model card: the preprocessing; a file, or a name of config/cards (default: beside the model)',
    )
    .addOption(gridOption())
    .addOption(outputOption())
    .addOption(sizeOption())
    .option('--run <id>', 'name of the run (default: made from the request)')
    .option('--outputs <kinds>', outputsHelp, outputList)
    .addOption(overlayOption())
    .option('--eigen-smooth', eigenSmoothHelp)
    .option('--aug-smooth', 'mean over six augmented passes')
    .option('--channels <budget>', channelsHelp, channelBudget)
    .option('--sample <n[:seed]>', 'only n images, the same ones every time (default: all)', sampleOf)
    .option('--metrics <names>', metricsHelp, nameList)
    .addOption(deviceOption())
    .option('--engine-threads <n>', 'threads of the engine (default: all cores)', positiveInteger)
    .option('--shard <n>', 'images a job (default: follows from methods and model)', positiveInteger)
    .option('--max-image-pixels <n>', 'images of more are failed (default: 50 million)', positiveInteger)
    .option('--max-image-bytes <n>', 'files of more are failed (default: 100 MiB)', positiveInteger)
    .option(
      '--image-timeout <seconds>',
      'an image that takes longer, alone, is failed (default: follows from methods and model)',
      positiveInteger,
    )
    .option('--redis <url>', redisHelp, redisUrl);

const outputsHelp = `some of ${outputKinds.join(', ')}, or none (default: ${runDefaults.outputs.join(',')})`;

const metricsHelp =
  'judge every map: some of road, confidence, insertion, deletion, sparsity, entropy, energy, pointing (road:20/50/80: ROAD at these percentiles; default: none)';

export const redisHelp = 'queue on a Redis (default: redisUrl of the settings, else embedded)';
