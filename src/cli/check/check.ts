/** `camline check`: opens a model, verifies it, tells. */
import { checkCardFits } from '../../config/cardFits.ts';
import { readModelCard } from '../../config/readModelCard.ts';
import { modelCache } from '../../config/settings.ts';
import { preparePhoto, readPhotoFile } from '../../imaging/readPhoto.ts';
import { openModel } from '../../model/openModel.ts';
import type { ModelDoor } from '../../model/types.ts';
import { localModel } from '../../remote/localModel.ts';
import { isRemote } from '../../remote/location.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { printJson, printLines, remark } from '../output.ts';
import { readingOf, usedReading, type ReadingOptions } from '../reading.ts';
import { openStepLine } from '../progress/stepLine.ts';
import { reportJson } from './reportJson.ts';
import { reportLines } from './reportLines.ts';
import { settingsOf, type SettingOptions } from '../settings.ts';

export interface CheckCommandOptions extends SettingOptions, ReadingOptions {
  readonly photo?: string;
  readonly layers?: readonly string[];
  readonly card?: string;
  readonly engineThreads?: number;
  readonly json?: true;
  readonly quiet?: true;
}

/** @returns the exit code: 0 where nothing is wrong, 1 where a check failed */
export async function check(given: string, options: CheckCommandOptions): Promise<number> {
  const { layers, quiet = false } = options;
  const bytes = options.photo === undefined ? undefined : await readPhotoFile(options.photo);
  const progress = openStepLine(quiet);
  progress.show({ done: 0, total: 1, what: 'opening the model' });
  try {
    const settings = await settingsOf(options);
    const { engineThreads, device } = settings;
    const { path, origin } = await localModel(given, modelCache(settings));
    const reading = await readingOf(path, options);
    const model = await openModel(path, { ...reading, engineThreads, device });
    try {
      usedReading(model.facts, reading, options.size);
      const photo = bytes && (await prepared(bytes, path, model, options));
      const asked = { ...(photo && { photo }), ...(layers && { layers }) };
      const report = await model.check({ ...asked, onProgress: (step) => progress.show(step) });
      progress.stop();
      const shown = isRemote(given) ? origin : given;
      if (options.json) printJson(reportJson(shown, model.facts, report));
      else printLines(reportLines(shown, model.facts, report));
      return report.verdict.fine ? 0 : 1;
    } finally {
      await model.close();
    }
  } finally {
    progress.stop();
  }
}

async function prepared(
  bytes: Uint8Array,
  modelPath: string,
  { facts }: ModelDoor,
  options: CheckCommandOptions,
): Promise<Tensor> {
  const request = { modelPath, cardPath: options.card, networkInput: facts.input };
  const { card, origin, warning } = await readModelCard(request);
  for (const text of [warning, checkCardFits(card, facts, origin)])
    if (text !== undefined && options.quiet !== true) remark(`camline: ${text}`);
  return (await preparePhoto(bytes, card)).input;
}
