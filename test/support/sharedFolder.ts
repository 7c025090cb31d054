import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll } from 'vitest';

/** A folder for all tests of a file or `describe`, taken away after the last; `temporaryFolder` is for one test. */
export function sharedFolder(): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'camline-test-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
