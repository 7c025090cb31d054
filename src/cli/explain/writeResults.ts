import { methodNamed } from '../../methods/registry.ts';
import type { ObjectStore } from '../../storage/objectStore.ts';
import { item } from '../../tensor/tensor.ts';
import type { Classifier } from '../classifier.ts';
import { encodeFiles, fileEndings, fileKinds, fileStem, type ClassFiles, type Seen } from './encodeFiles.ts';
import type { ExplainedPhoto } from './explained.ts';
import type { PhotoResults } from './explainPhoto.ts';
import { photoSummary, type FilePaths, type WrittenSummary } from './summary.ts';

interface EncodedMethod {
  readonly explained: ExplainedPhoto;
  /** Per class. */
  readonly classes: readonly { readonly stem: string; readonly files: ClassFiles }[];
}

/** Everything is encoded before the first file is written; the numbers of each method come last. */
export async function writeResults(
  { path: modelPath, model }: Classifier,
  seen: Seen,
  results: PhotoResults,
  photoPath: string,
  store: ObjectStore,
): Promise<WrittenSummary[]> {
  const encoded = await Promise.all(
    results.methods.map((explained) => encodeMethod(explained, results.guided, seen, photoPath)),
  );
  const written: WrittenSummary[] = [];
  for (const { explained, classes } of encoded) {
    const files = [];
    for (const each of classes) files.push(await writeClass(store, each.stem, each.files));
    const { smoothing } = results;
    const summary = photoSummary({
      photo: photoPath,
      modelPath,
      facts: model.facts,
      explained,
      smoothing,
      files,
    });
    const name = `${fileStem(photoPath, methodNamed(explained.method).id)}.json`;
    await store.put(name, Buffer.from(`${JSON.stringify(summary, null, 2)}\n`));
    written.push({ summary, file: store.address(name) });
  }
  return written;
}

async function encodeMethod(
  explained: ExplainedPhoto,
  guided: PhotoResults['guided'],
  seen: Seen,
  photoPath: string,
): Promise<EncodedMethod> {
  const stem = fileStem(photoPath, methodNamed(explained.method).id);
  const several = explained.classes.length > 1;
  const classes = explained.classes.map(async (each, index) => ({
    stem: several ? `${stem}.c${each.class.index}` : stem,
    files: await encodeFiles(each, explained.look, guided === null ? null : item(guided, index), seen),
  }));
  return { explained, classes: await Promise.all(classes) };
}

/** Where the files of one class lie. */
async function writeClass(store: ObjectStore, stem: string, files: ClassFiles): Promise<FilePaths> {
  const paths: { -readonly [Kind in keyof FilePaths]: FilePaths[Kind] } = {};
  for (const kind of fileKinds) {
    const bytes = files[kind];
    if (bytes === undefined) continue;
    const name = stem + fileEndings[kind];
    await store.put(name, bytes);
    paths[kind] = store.address(name);
  }
  return paths;
}
