/** The last words of a run. Pure. */
import { dirname, isAbsolute, join, relative } from 'node:path';
import { keys } from '../../storage/keys.ts';
import type { ObjectStore } from '../../storage/objectStore.ts';
import type { RunFile } from '../../storage/runFile.ts';

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

/** @param cwd paths below it are shown relative to it */
export function closingLines(file: RunFile, finished: Finished, store: ObjectStore, cwd: string): string[] {
  return [
    `run ${file.run}: ${finished.ok} explained, ${finished.failed} failed`,
    ...places(file, finished, store).map(([what, where]) => `${what.padEnd(15)}${shownPath(where, cwd)}`),
  ];
}

/** What a run leaves, and where a person opens it; pictures only where there is one. */
export function places(
  { run, request }: RunFile,
  { ok }: Finished,
  store: ObjectStore,
): (readonly [what: string, where: string])[] {
  const outputs = ok === 0 ? [] : request.outputs;
  return [
    ...outputs.map((kind) => [kind, folderOf(run, store, kind)] as const),
    ['contact sheet', store.address(keys.contactSheet(run))],
    ['records', folderOf(run, store, 'records')],
    ['report', store.address(keys.report(run))],
  ];
}

const folderOf = (run: string, store: ObjectStore, kind: string): string =>
  join(dirname(store.address(keys.run(run))), kind);

/** "demo-output/runs/demo/report.html" where that is shorter than the whole path and leads no way up. */
export function shownPath(path: string, cwd: string): string {
  const way = relative(cwd, path);
  return way === '' || way.startsWith('..') || isAbsolute(way) ? path : way;
}
