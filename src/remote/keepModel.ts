import { rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { moveFiles } from '../storage/moveFiles.ts';

export interface FetchedModel {
  /** Where it lies now, alone. */
  readonly folder: string;
  /** The model file, then what it names: paths in the folder. */
  readonly files: readonly string[];
  /** Names of what tells how photographs are prepared; null for one that the origin does not have. */
  readonly cards: ReadonlyMap<string, string | null>;
  readonly sha256: string;
}

/**
 * Moves the model to `<cache>/<sha256>`. A whole copy that is there already stays, because others may be reading it; what lies
 * there damaged gives way. Cards are those of now: they may change while the model does not.
 *
 * @param hashOf of files that may be missing
 * @returns path of the model file
 */
export async function keepModel(
  { folder, files, cards, sha256 }: FetchedModel,
  cache: string,
  hashOf: (paths: readonly string[]) => Promise<string>,
): Promise<string> {
  const home = join(cache, sha256);
  const there = await hashOf(files.map((file) => join(home, file))).catch(() => null);
  if (there !== sha256) await moveFiles(files.toReversed(), folder, home);
  for (const [name, fetched] of cards) {
    if (fetched === null) await rm(join(home, name), { force: true });
    else await rename(fetched, join(home, name));
  }
  return join(home, files[0]!);
}
