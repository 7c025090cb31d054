/** The last words of a run. */
import type { OutputKind } from '../../config/runRequest.ts';
import type { FlatMaps } from '../../report/readFlatMaps.ts';
import { keys } from '../../storage/keys.ts';
import type { ObjectStore } from '../../storage/objectStore.ts';
import type { RunFile } from '../../storage/runFile.ts';
import { shownPath } from '../shownPath.ts';
import type { FailureLimit } from '../values.ts';

type Finished = NonNullable<RunFile['finished']>;

/** "2 of 8 images failed (IMAGE_EMPTY 1, IMAGE_CORRUPT 1): see …", or undefined where none did. */
export function failureWarning(
  { run, images }: RunFile,
  { failed, failedByCode }: Finished,
  store: ObjectStore,
): string | undefined {
  if (failed === 0) return undefined;
  const reasons = Object.entries(failedByCode).map(([code, count]) => `${code} ${count}`);
  const records = folderOf(run, store, 'records');
  return `warning: ${failed} of ${images} images failed (${reasons.join(', ')}); the reasons are in ${records}`;
}

/** Why the exit code is 1. */
export function tooManyText(limit: FailureLimit | undefined, failed: number, images: number): string {
  if (failed === images) return 'error: every image failed';
  const most = limit === undefined ? '' : 'images' in limit ? `${limit.images}` : `${limit.percent}%`;
  return `error: ${failed} of ${images} images failed, more than --max-failed ${most} allows`;
}

/** "flat maps: gradcam 3 of 8": undefined where there is none. */
export function flatWarning(flat: readonly FlatMaps[]): string | undefined {
  if (flat.length === 0) return undefined;
  const counts = flat.map(({ method, flat: count, maps }) => `${method} ${count} of ${maps}`);
  return (
    `warning: flat maps, all zeros: ${counts.join(', ')}. Nothing in them speaks for their class: right for a class ` +
    'that the network does not see; else try another layer (camline layers)'
  );
}

/** @param cwd paths below it are shown relative to it */
export function closingLines(
  file: RunFile,
  finished: Finished,
  outputs: readonly OutputKind[],
  store: ObjectStore,
  cwd: string,
): string[] {
  return [
    `run ${file.run}: ${finished.ok} explained, ${finished.failed} failed`,
    ...places(file, outputs, store).map(
      ([what, where]) => `${inWords(what).padEnd(15)}${shownPath(where, cwd)}`,
    ),
  ];
}

/** The outputs of which there is at least one: a fused map has no layer's resolution, a failed image no picture. */
export async function writtenOutputs(store: ObjectStore, { run, request }: RunFile): Promise<OutputKind[]> {
  const written = await Promise.all(
    request.outputs.map((kind) => hasAny(store.list(keys.outputPrefix(run, kind)))),
  );
  return request.outputs.filter((_, index) => written[index]);
}

async function hasAny(items: AsyncIterable<unknown>): Promise<boolean> {
  const iterator = items[Symbol.asyncIterator]();
  const { done } = await iterator.next();
  await iterator.return?.();
  return done !== true;
}

/** What a run leaves, and where a person opens it. */
export function places(
  { run }: RunFile,
  outputs: readonly OutputKind[],
  store: ObjectStore,
): (readonly [what: string, where: string])[] {
  return [
    ...outputs.map((kind) => [kind, folderOf(run, store, kind)] as const),
    ['contactSheet', store.address(keys.contactSheet(run))],
    ['records', folderOf(run, store, 'records')],
    ['table', store.address(keys.index(run))],
    ['report', store.address(keys.report(run))],
  ];
}

/** 'contactSheet' for a person. */
const inWords = (name: string): string => name.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);

const folderOf = (run: string, store: ObjectStore, kind: OutputKind | 'records'): string =>
  store.address(keys.folder(run, kind));
