/** Results of two runs side by side: what has to be equal to the byte. */
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { expect } from 'vitest';

/** Times and places are left out, and what holds them: run.json, report and timings. */
export const compared = /^(records|maps|features|webdataset|heatmaps|overlays)\//;

/** Bytes by key. */
export type Results = ReadonlyMap<string, Uint8Array>;

export function filesBelow(folder: string): Results {
  const entries = readdirSync(folder, { withFileTypes: true, recursive: true });
  return new Map(
    entries
      .filter((entry) => entry.isFile())
      .map(({ parentPath, name }) => {
        const path = join(parentPath, name);
        return [relative(folder, path).split(sep).join('/'), readFileSync(path)] as const;
      }),
  );
}

/** Records, maps and pictures: the same keys, the same bytes, and more than `least` of them. */
export function expectSameResults(found: Results, expected: Results, least: number): void {
  const names = (given: Results): string[] => [...given.keys()].filter((key) => compared.test(key)).sort();
  expect(names(found)).toEqual(names(expected));
  expect(names(expected).length).toBeGreaterThan(least);
  const different = names(expected).filter(
    (name) => Buffer.compare(found.get(name)!, expected.get(name)!) !== 0,
  );
  expect(different).toEqual([]);
}
