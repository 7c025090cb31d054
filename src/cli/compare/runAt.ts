import { CamlineError } from '../../errors.ts';
import { openStore } from '../../storage/openStore.ts';
import type { ObjectStore } from '../../storage/objectStore.ts';

export interface RunPlace {
  readonly store: ObjectStore;
  readonly run: string;
}

/** "DEST/runs/NAME", of a folder or s3://, or a name in `to`. Throws CONFIG_INVALID for a name without a place. */
export function runAt(text: string, to: string | undefined): RunPlace {
  const named = namedRun(text);
  if (named !== undefined) return named;
  if (to !== undefined) return { store: openStore(to), run: text };
  throw new CamlineError(
    'CONFIG_INVALID',
    `Expected a run as DEST/runs/NAME, or --to DEST with the name "${text}".`,
  );
}

/** "DEST/runs/NAME" as its parts; undefined for any other text. */
export function namedRun(text: string): RunPlace | undefined {
  const match = /^(.*?)\/?runs\/([^/]+)\/?$/.exec(text);
  return match === null ? undefined : { store: openStore(match[1] === '' ? '.' : match[1]!), run: match[2]! };
}
