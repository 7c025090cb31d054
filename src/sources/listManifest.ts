/** The images of a JSONL manifest, in its order: one object a line with a key and, optionally, a label. */
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { ManifestEntry } from '../config/runRequest.ts';
import { CamlineError, unknownName } from '../errors.ts';
import { pathFault } from './images/imageFile.ts';
import { collision, KeyRegister } from './keyRegister.ts';
import { invalidLine, manifestLines, type NumberedLine } from './manifestLines.ts';

/** Files whose size is asked for at the same time. */
const statsAtOnce = 64;
const mostKeyBytes = 1024;

/** Further fields are left to whoever wrote them. */
const lineSchema = z.looseObject({
  key: z.string().min(1),
  label: z.union([z.int().nonnegative(), z.string().min(1)]).optional(),
});

export interface ListManifestOptions {
  /** Folder that keys are paths in. */
  readonly root: string;
  /** Class names by index, for labels that are names. */
  readonly labels: readonly string[] | null;
  readonly classCount: number;
  /** Whether an image without a label is an error. */
  readonly needsLabel: boolean;
}

/** As `listManifest`, without asking for the images: what is wrong with the list is told before anything is written. */
export async function checkManifest(path: string, options: ListManifestOptions): Promise<void> {
  const entries = checkedEntries(path, options)[Symbol.asyncIterator]();
  while ((await entries.next()).done !== true);
}

/**
 * Streamed: of a million lines about 50 MB are in memory, for finding keys that are there twice. An image that is not there
 * keeps its line, so that it is missed, not forgotten.
 *
 * Throws SOURCE_NOT_FOUND, SOURCE_INVALID, SOURCE_EMPTY, KEY_INVALID (paths out of `root`, URLs, keys that are equal but for
 * case or accents), CLASS_UNKNOWN for a label that is no class, CONFIG_INVALID where a label is missing: each with the line.
 */
export async function* listManifest(
  path: string,
  options: ListManifestOptions,
): AsyncIterable<ManifestEntry> {
  let batch: Unsized[] = [];
  for await (const entry of checkedEntries(path, options)) {
    batch.push(entry);
    if (batch.length < statsAtOnce) continue;
    yield* await sized(batch, options.root);
    batch = [];
  }
  yield* await sized(batch, options.root);
}

async function* checkedEntries(path: string, options: ListManifestOptions): AsyncIterable<Unsized> {
  const register = new KeyRegister();
  let isEmpty = true;
  for await (const line of manifestLines(path)) {
    const entry = entryOf(path, line, options);
    await checkRepeated(path, register, entry.key, line.number);
    isEmpty = false;
    yield entry;
  }
  if (!isEmpty) return;
  throw new CamlineError(
    'SOURCE_EMPTY',
    `Expected lines such as {"key":"cats/1.jpg"} in ${path}, found none.`,
  );
}

type Unsized = Omit<ManifestEntry, 'bytes'>;

const sized = (entries: readonly Unsized[], root: string): Promise<ManifestEntry[]> =>
  Promise.all(
    entries.map(async (entry) => {
      const info = await stat(join(root, entry.key)).catch(() => undefined);
      return { ...entry, bytes: info?.size ?? 0 };
    }),
  );

function entryOf(path: string, { text, number }: NumberedLine, options: ListManifestOptions): Unsized {
  const parsed = lineSchema.safeParse(jsonOf(path, text, number));
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw invalidLine(path, number, `has no good ${issue?.path.join('.') || 'object'} (${issue?.message})`);
  }
  const { key, label } = parsed.data;
  const fault = keyFault(key);
  if (fault !== undefined) throw badKey(path, number, key, fault);
  if (label !== undefined) return { key, label: labelIndex(path, number, label, options) };
  if (!options.needsLabel) return { key };
  throw new CamlineError(
    'CONFIG_INVALID',
    `Line ${number} of ${path} has no label, and --classes label explains each image's label. Add it, or choose pred.`,
  );
}

function jsonOf(path: string, text: string, number: number): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw invalidLine(path, number, `is not JSON (${(cause as Error).message})`);
  }
}

function keyFault(key: string): string | undefined {
  if (/^[a-z][a-z0-9+.-]+:\/\//i.test(key))
    return 'is a URL, and images are read from the folder of --root only';
  if (Buffer.byteLength(key) > mostKeyBytes) return `is longer than ${mostKeyBytes} bytes`;
  return pathFault(key);
}

function badKey(path: string, number: number, key: string, problem: string): CamlineError {
  const shown = JSON.stringify(key.length > 200 ? `${key.slice(0, 200)}…` : key);
  return new CamlineError(
    'KEY_INVALID',
    `The key ${shown} in line ${number} of ${path} ${problem}. Expected a path below --root (by default the manifest's ` +
      'folder), such as cats/1.jpg.',
  );
}

function labelIndex(
  path: string,
  number: number,
  label: number | string,
  { labels, classCount }: ListManifestOptions,
): number {
  const index = typeof label === 'number' ? label : (labels?.indexOf(label) ?? -1);
  if (index >= 0 && index < classCount) return index;
  if (typeof label === 'string' && labels !== null)
    throw unknownName('CLASS_UNKNOWN', 'label', label, labels);
  throw new CamlineError(
    'CLASS_UNKNOWN',
    `The label ${JSON.stringify(label)} in line ${number} of ${path} is no class of the model: expected 0..${classCount - 1}` +
      `${labels === null ? ' (the model card gives no names)' : ' or a name of the model card'}.`,
  );
}

async function checkRepeated(
  path: string,
  register: KeyRegister,
  key: string,
  number: number,
): Promise<void> {
  const earlier = register.add(key, number);
  if (earlier === undefined) return;
  const other = await keyInLine(path, earlier);
  const how = collision(key, other);
  if (how === undefined) return;
  throw badKey(path, number, key, `${how} of line ${earlier}, and their results would overwrite each other`);
}

async function keyInLine(path: string, wanted: number): Promise<string> {
  for await (const { text, number } of manifestLines(path)) {
    if (number === wanted) return lineSchema.parse(JSON.parse(text)).key;
  }
  throw new CamlineError('SOURCE_CHANGED', `${path} became shorter while it was read. Try again.`);
}
