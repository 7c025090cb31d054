/** What a user should know about a source that is not what it was when the run was frozen. */
import { CamlineError } from '../../errors.ts';
import { sourceChanges, type Changes, type SourceChanges } from '../../producer/sourceChanges.ts';
import type { ObjectStore } from '../../storage/objectStore.ts';
import type { RunFile } from '../../storage/runFile.ts';

/** Nothing of a manifest, whose hash is in the request, or of tar files, which take long to list. Never throws what is wrong with the source: the run keeps its list and needs it not. */
export async function changeLines(store: ObjectStore, file: RunFile): Promise<string[]> {
  const { kind } = file.request.source;
  if (kind === 'manifest' || kind === 'tar') return [];
  try {
    return changesText(file.run, await sourceChanges(store, file));
  } catch (error) {
    if (!(error instanceof CamlineError)) throw error;
    return [`the images cannot be compared with the list of run ${file.run}: ${error.message}`];
  }
}

/** Pure. "since run x was frozen, 2 images are new (a.jpg, b.jpg) and 1 is gone (c.jpg). …"; nothing where nothing changed. */
export function changesText(run: string, changes: SourceChanges): string[] {
  const parts = [
    told(changes.new, 'new'),
    told(changes.gone, 'gone'),
    told(changes.changed, 'changed'),
  ].filter((part) => part !== undefined);
  if (parts.length === 0) return [];
  const wayOut =
    changes.new.count + changes.changed.count > 0
      ? ' Give the same command another --run to explain them as they are now.'
      : '';
  return [
    `the images have changed since run ${run} was started: ${parts.join('; ')}. The run keeps its list.${wayOut}`,
  ];
}

function told({ count, names }: Changes, how: string): string | undefined {
  if (count === 0) return undefined;
  const more = count > names.length ? ', …' : '';
  return `${count} ${count === 1 ? 'image is' : 'images are'} ${how} (${names.join(', ')}${more})`;
}
