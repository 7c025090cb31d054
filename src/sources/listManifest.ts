/** The images of a manifest (JSONL, CSV, Parquet), in its order: a key a row and, optionally, a label, a box and a mask. */
import { z } from 'zod';
import { boxSchema, type ManifestEntry } from '../config/runRequest.ts';
import { CamlineError } from '../errors.ts';
import { pathFault } from './images/imageFile.ts';
import { labelIndex, missingLabel, type KnownLabels } from './labelIndex.ts';
import { collision, KeyRegister } from './keyRegister.ts';
import { openSourceFile } from './files/openSourceFile.ts';
import { fieldName } from './rows/boxColumns.ts';
import { invalidRow } from './rows/invalidRow.ts';
import type { Row } from './rows/row.ts';
import { manifestRows } from './rows/rows.ts';
import { sizesBelow, type SizeOf } from './sizesBelow.ts';

/** Files whose size is asked for at the same time. */
const sizesAtOnce = 64;
const mostKeyBytes = 1024;

/** Further fields are left to whoever wrote them. */
const lineSchema = z.looseObject({
  key: z.string().min(1),
  label: z.union([z.int().nonnegative(), z.string().min(1)]).optional(),
  box: boxSchema.optional(),
  mask: z.string().min(1).optional(),
});

export interface ListManifestOptions extends KnownLabels {
  /** Folder or S3 prefix that keys are paths in. */
  readonly root: string;
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
  const sizeOf = sizesBelow(options.root);
  let batch: Unsized[] = [];
  for await (const entry of checkedEntries(path, options)) {
    batch.push(entry);
    if (batch.length < sizesAtOnce) continue;
    yield* await sized(batch, sizeOf);
    batch = [];
  }
  yield* await sized(batch, sizeOf);
}

async function* checkedEntries(path: string, options: ListManifestOptions): AsyncIterable<Unsized> {
  const register = new KeyRegister();
  let isEmpty = true;
  for await (const row of manifestRows(await openSourceFile(path))) {
    const entry = entryOf(path, row, options);
    await checkRepeated(path, register, entry.key, row.number);
    isEmpty = false;
    yield entry;
  }
  if (!isEmpty) return;
  throw new CamlineError(
    'SOURCE_EMPTY',
    `Expected lines such as {"key":"cats/1.jpg"}, or rows with a column "key", in ${path}, found none.`,
  );
}

type Unsized = Omit<ManifestEntry, 'bytes' | 'mask'> & { readonly mask?: string };

const sized = (entries: readonly Unsized[], sizeOf: SizeOf): Promise<ManifestEntry[]> =>
  Promise.all(
    entries.map(async ({ mask, ...entry }) => ({
      ...entry,
      ...(await sizeOf(entry.key)),
      ...(mask !== undefined && { mask: { key: mask, ...(await sizeOf(mask)) } }),
    })),
  );

function entryOf(path: string, { value, number }: Row, options: ListManifestOptions): Unsized {
  const parsed = lineSchema.safeParse(value);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const field = fieldName(value, issue!.path) || 'object';
    throw invalidRow(path, number, `has no good ${field} (${plainReason(issue!.message)})`);
  }
  const { key, label, box, mask } = parsed.data;
  checkPath(path, number, 'key', key);
  if (mask !== undefined) checkPath(path, number, 'mask', mask);
  const placed = { key, ...(box !== undefined && { box }), ...(mask !== undefined && { mask }) };
  if (label !== undefined)
    return { ...placed, label: labelIndex(`line ${number} of ${path}`, label, options) };
  if (!options.needsLabel) return placed;
  throw missingLabel(`Line ${number} of ${path}`);
}

const plainReason = (message: string): string =>
  message.replace(/^Invalid input: /, '').replace('received undefined', 'received none');

function checkPath(path: string, number: number, field: 'key' | 'mask', key: string): void {
  const fault = keyFault(key);
  if (fault !== undefined) throw badKey(path, number, key, fault, field);
}

function keyFault(key: string): string | undefined {
  if (/^[a-z][a-z0-9+.-]+:\/\//i.test(key))
    return 'is a URL, and images are read from the folder of --root only';
  if (Buffer.byteLength(key) > mostKeyBytes) return `is longer than ${mostKeyBytes} bytes`;
  return pathFault(key);
}

function badKey(
  path: string,
  number: number,
  key: string,
  problem: string,
  field: 'key' | 'mask' = 'key',
): CamlineError {
  const shown = JSON.stringify(key.length > 200 ? `${key.slice(0, 200)}…` : key);
  return new CamlineError(
    'KEY_INVALID',
    `The ${field} ${shown} in line ${number} of ${path} ${problem}. Expected a path below --root (by default the manifest's ` +
      `folder), such as cats/1.${field === 'key' ? 'jpg' : 'png'}.`,
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
  for await (const { value, number } of manifestRows(await openSourceFile(path))) {
    if (number === wanted) return lineSchema.parse(value).key;
  }
  throw new CamlineError('SOURCE_CHANGED', `${path} became shorter while it was read. Try again.`);
}
