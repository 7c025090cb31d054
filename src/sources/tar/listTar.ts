/**
 * The images of tar shards as WebDataset lays them out: members of one sample follow each other and share their name up to the
 * first dot of its last part ("0001.jpg", "0001.cls").
 *
 * @source https://github.com/webdataset/webdataset#the-webdataset-format
 */
import type { ListedFile, ManifestEntry } from '../../config/runRequest.ts';
import { CamlineError } from '../../errors.ts';
import { openSourceFile } from '../files/openSourceFile.ts';
import type { SourceFile } from '../files/sourceFile.ts';
import { withoutCollisions } from '../keyRegister.ts';
import { labelIndex, missingLabel, type KnownLabels } from '../labelIndex.ts';
import { isHidden, isImageName } from '../siblingNames.ts';
import { tarMembers, type TarMember } from './tarMembers.ts';
import { tarName, tarPaths } from './tarPaths.ts';

/** What masks are called in the data sets that have them; of two in one sample the first of these counts. */
const maskExtensions = ['mask.png', 'seg.png'];

/** Of a member that holds a class: an index or a name. */
const mostLabelBytes = 1024;

/**
 * Keys are "shard/member"; labels come from ".cls" members (an index or a name), masks from ".mask.png" or ".seg.png". Every shard is read once, from its beginning to
 * its end, and one sample is in memory. Throws SOURCE_NOT_FOUND, SOURCE_INVALID, SOURCE_EMPTY, KEY_INVALID for keys that would
 * be in each other's way, CLASS_UNKNOWN, CONFIG_INVALID where a label is missing.
 */
export async function* listTar(pattern: string, known: KnownLabels): AsyncIterable<ManifestEntry> {
  let count = 0;
  for await (const entry of withoutCollisions(() => imagesOfAll(pattern, known), problemOf)) {
    count++;
    yield entry;
  }
  if (count > 0) return;
  throw new CamlineError('SOURCE_EMPTY', `Expected images such as 0001.jpg in ${pattern}, found none.`);
}

async function* imagesOfAll(pattern: string, known: KnownLabels): AsyncIterable<ManifestEntry> {
  for (const [index, path] of tarPaths(pattern).entries()) {
    yield* imagesOf(await openSourceFile(path), tarName(pattern, path), index, known);
  }
}

const problemOf = (key: string, how: string): string =>
  `The member ${JSON.stringify(key)} ${how}, and their results would overwrite each other. Rename it.`;

interface Sample {
  readonly name: string;
  readonly images: ManifestEntry[];
  label: number | undefined;
  readonly masks: Map<string, ListedFile>;
}

async function* imagesOf(
  file: SourceFile,
  prefix: string,
  tar: number,
  known: KnownLabels,
): AsyncIterable<ManifestEntry> {
  let sample: Sample | undefined;
  for await (const member of tarMembers(file)) {
    const { name, extension } = partsOf(member.name);
    if (sample?.name !== name) {
      if (sample !== undefined) yield* entriesOf(sample, known);
      sample = { name, images: [], label: undefined, masks: new Map() };
    }
    if (extension === 'cls') sample.label = await labelOf(file, member, known);
    const isMask = maskExtensions.includes(extension);
    if (!isMask && !isImage(member.name, extension)) continue;
    const key = `${prefix}/${member.name}`;
    const listed: ListedFile = { key, bytes: member.bytes, etag: file.version, tar: [tar, member.offset] };
    if (isMask) sample.masks.set(extension, listed);
    else sample.images.push(listed);
  }
  if (sample !== undefined) yield* entriesOf(sample, known);
}

function entriesOf(
  { images: bare, label, masks }: Sample,
  { needsLabel }: KnownLabels,
): readonly ManifestEntry[] {
  const mask = maskExtensions.map((name) => masks.get(name)).find((found) => found !== undefined);
  const images = mask === undefined ? bare : bare.map((image) => ({ ...image, mask }));
  if (label !== undefined) return images.map((image) => ({ ...image, label }));
  if (needsLabel && images[0] !== undefined)
    throw missingLabel(`The sample of ${JSON.stringify(images[0].key)}`);
  return images;
}

/** "a/0001.seg.png" → "a/0001" and "seg.png". */
function partsOf(path: string): { readonly name: string; readonly extension: string } {
  const start = path.lastIndexOf('/') + 1;
  const dot = path.indexOf('.', start + 1);
  return dot < 0
    ? { name: path, extension: '' }
    : { name: path.slice(0, dot), extension: path.slice(dot + 1) };
}

/** "seg.png" is a mask or the like, and no photograph. */
const isImage = (path: string, extension: string): boolean =>
  !extension.includes('.') && isImageName(path) && !isHidden(path.slice(path.lastIndexOf('/') + 1));

async function labelOf(file: SourceFile, member: TarMember, known: KnownLabels): Promise<number> {
  const text = (await member.text(mostLabelBytes))?.trim() ?? '';
  return labelIndex(`${member.name} of ${file.name}`, /^\d+$/.test(text) ? Number(text) : text, known);
}
