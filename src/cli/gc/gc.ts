/** `camline gc`: the only command that deletes, and only when told to. */
import { CamlineError } from '../../errors.ts';
import { keys } from '../../storage/keys.ts';
import { openRemover } from '../../storage/openRemover.ts';
import { openStore } from '../../storage/openStore.ts';
import { readRunFile } from '../../storage/readRunFile.ts';
import type { Remover } from '../../storage/remover.ts';
import type { RunFile } from '../../storage/runFile.ts';
import { printJson, printLines } from '../output.ts';
import { sizeText } from '../sizeText.ts';
import { table } from '../table.ts';
import { ContentsBuilder, garbageOf, type Garbage, type Keep } from './garbage.ts';

export interface GcOptions {
  readonly keep?: Keep;
  readonly delete?: true;
  readonly json?: true;
}

export async function gc(destination: string, options: GcOptions): Promise<void> {
  const store = openStore(destination);
  const remover = openRemover(destination);
  const contents = new ContentsBuilder();
  for (const folder of ['runs/', 'models/']) {
    for await (const object of remover.list(folder)) contents.add(object);
  }
  if (contents.runs.size === 0 && contents.models.size === 0) {
    throw new CamlineError(
      'RUN_UNKNOWN',
      `Expected results of camline in ${store.location}, found none: nothing to delete.`,
    );
  }
  const files = new Map<string, RunFile>();
  for (const run of contents.runs.keys()) {
    const file = await readRunFile(store, run);
    if (file !== undefined) files.set(run, file);
  }
  const garbage = garbageOf(contents, files, options.keep, new Date());
  if (options.delete) for (const pile of garbage) await remove(remover, pile);
  tell(garbage, [...files.values()], options);
}

/** `run.json` goes last: a run that is half deleted is found again by the next call. */
async function remove(remover: Remover, { kind, name }: Garbage): Promise<void> {
  if (kind === 'temporary') return remover.remove(name);
  const prefix = kind === 'run' ? keys.runPrefix(name) : keys.modelPrefix(name);
  for await (const { key } of remover.list(prefix)) if (key !== keys.run(name)) await remover.remove(key);
  if (kind === 'run') await remover.remove(keys.run(name));
}

function tell(garbage: readonly Garbage[], files: readonly RunFile[], options: GcOptions): void {
  const bytes = garbage.reduce((sum, pile) => sum + pile.bytes, 0);
  if (options.json) return printJson({ deleted: options.delete === true, bytes, garbage });
  const unfinished = files.filter(({ finished }) => finished === null).map(({ run }) => run);
  const kept = unfinished.length === 0 ? [] : [`Runs that are not finished stay: ${unfinished.join(', ')}.`];
  if (garbage.length === 0) return printLines(['Nothing to delete.', ...kept]);
  const rows = garbage.map(({ kind, name, objects, why, ...pile }) => [
    kind,
    name,
    String(objects),
    sizeText(pile.bytes),
    why,
  ]);
  printLines([
    ...table(['KIND', 'NAME', 'OBJECTS', 'SIZE', 'WHY'], rows),
    ...kept,
    options.delete
      ? `Deleted ${sizeText(bytes)}.`
      : `${sizeText(bytes)} would be deleted. Nothing was: give the same command --delete to do it.`,
  ]);
}
