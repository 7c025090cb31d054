import { expect, test } from 'vitest';
import { isComplete } from '../../../src/storage/isComplete.ts';
import { keys } from '../../../src/storage/keys.ts';
import { openStore } from '../../../src/storage/openStore.ts';
import type { RunFile } from '../../../src/storage/runFile.ts';
import { temporaryFolder } from '../../support/temporaryFolder.ts';

const made = [keys.summary('one'), keys.contactSheet('one'), keys.report('one')];
const file = (finished: object | null): RunFile => ({ run: 'one', finished }) as unknown as RunFile;

test.each([[undefined, true] as const, ...made.map((key) => [key, false] as const)])(
  'without %s: %s',
  async (missing, complete) => {
    const store = openStore(temporaryFolder());
    for (const key of made) if (key !== missing) await store.put(key, new Uint8Array(1));
    expect(await isComplete(store, file({}))).toBe(complete);
    expect(await isComplete(store, file(null))).toBe(false);
  },
);
