/** `camline explain`: one photograph, from the file to the files. */
import { basename, dirname, resolve } from 'node:path';
import type { OverlayGround } from '../../config/runRequest.ts';
import { CamlineError } from '../../errors.ts';
import { photoGround } from '../../imaging/photoPicture.ts';
import { preparePhoto, readPhotoFile } from '../../imaging/readPhoto.ts';
import { gradcam } from '../../methods/gradcam.ts';
import type { Method } from '../../methods/method.ts';
import { methodNamed } from '../../methods/registry.ts';
import { openStore } from '../../storage/openStore.ts';
import { classChoice } from '../classChoice.ts';
import { knownClasses, withClassifier, type Classifier, type ClassifierOptions } from '../classifier.ts';
import { optionNotes } from '../optionNotes.ts';
import { printJson, printLines, remark } from '../output.ts';
import { explainPhoto, type ExplainPhotoOptions, type PhotoClasses } from './explainPhoto.ts';
import { gridPicture } from './gridPicture.ts';
import { flatWarning, photosJson, photosLines } from './summary.ts';
import { writeResults } from './writeResults.ts';

export interface ExplainCommandOptions
  extends ClassifierOptions, Omit<ExplainPhotoOptions, 'methods' | 'classes' | 'eachLayer'> {
  readonly classes: string;
  readonly method?: readonly string[];
  readonly gridPicture?: string;
  readonly out: string;
  readonly overlay?: OverlayGround;
  readonly json?: true;
  readonly quiet?: true;
}

export async function explain(path: string, options: ExplainCommandOptions): Promise<void> {
  const methods = [...new Set((options.method ?? [gradcam.name]).map(methodNamed))];
  if (options.guided) checkGuided(methods);
  const bytes = await readPhotoFile(path);
  await withClassifier(options, async (classifier) => {
    if (options.quiet !== true) {
      const notes = optionNotes(
        methods.map(({ name }) => name),
        options,
      );
      for (const note of [...classifier.warnings, ...notes]) remark(`camline: ${note}`);
    }
    const photo = await preparePhoto(bytes, classifier.card).catch((error: unknown) => {
      throw ofPhoto(error, path);
    });
    const store = openStore(options.out);
    const gridFile = options.gridPicture === undefined ? undefined : resolve(options.gridPicture);
    const gridStore = gridFile === undefined ? undefined : openStore(dirname(gridFile));
    // Before a folder is made for results that will not come.
    const classes = await checkNames(classifier, options);
    for (const place of [store, gridStore]) await place?.probe();
    const asked = { ...options, methods, classes, eachLayer: gridFile !== undefined };
    const results = await explainPhoto(classifier, photo, asked);
    const seen = {
      crop: photo.crop,
      transform: photo.transform,
      ground: options.overlay === 'photo' ? photoGround(photo.photo) : null,
      channels: classifier.card.channels,
    };
    const written = await writeResults(classifier, seen, results, resolve(path), store);
    if (gridFile !== undefined) {
      const format = /\.png$/i.test(gridFile) ? 'png' : 'jpeg';
      const picture = await gridPicture(basename(path), classifier, photo, results, format);
      await gridStore?.put(basename(gridFile), picture);
    }
    if (options.json) printJson(photosJson(written, gridFile));
    else if (options.quiet !== true) printLines(photosLines(written, gridFile, process.cwd()));
    const warning = flatWarning(written);
    if (warning !== undefined) remark(`camline: ${warning}`);
  });
}

/** Decoding knows bytes, not the file's name. */
function ofPhoto(error: unknown, path: string): unknown {
  if (!(error instanceof CamlineError)) return error;
  return new CamlineError(error.code, `${path}: ${error.message}`, { cause: error });
}

/** The classes meant. Throws LAYER_UNKNOWN, LAYER_UNUSABLE or CLASS_UNKNOWN. */
async function checkNames(
  classifier: Classifier,
  { layers = [], classes }: Pick<ExplainCommandOptions, 'layers' | 'classes'>,
): Promise<PhotoClasses> {
  const choice = classChoice(classes, knownClasses(classifier));
  for (const layer of layers) await classifier.model.layer(layer);
  return choice;
}

/** Throws METHOD_UNSUPPORTED where there is no map to multiply guided backpropagation with. */
function checkGuided(methods: readonly Method[]): void {
  if (methods.some(({ kind }) => kind !== 'attribution')) return;
  throw new CamlineError(
    'METHOD_UNSUPPORTED',
    `--guided multiplies a class activation map with guided backpropagation, and ${methods.map(({ name }) => name).join(', ')} ` +
      'gives none. Add one, such as --method gradcam, or leave out --guided.',
  );
}
