import { describe, expect, test } from 'vitest';
import { ContentsBuilder, garbageOf, graceMillis, type Keep } from '../../../../src/cli/gc/garbage.ts';
import type { RunFile } from '../../../../src/storage/runFile.ts';

const now = new Date('2026-11-25T12:00:00Z');
const old = new Date(now.getTime() - graceMillis - 1);
const day = 24 * 60 * 60 * 1000;

function contents(...keys: readonly (readonly [key: string, modifiedAt?: Date])[]): ContentsBuilder {
  const builder = new ContentsBuilder();
  for (const [key, modifiedAt = old] of keys) {
    builder.add({ key, bytes: 10, modifiedAt, isTemporary: key.includes('.camline-tmp-') });
  }
  return builder;
}

const runFile = (run: string, model: string, daysAgo: number | null): RunFile =>
  ({
    run,
    request: { model: { sha256: model } },
    finished: daysAgo === null ? null : { at: new Date(now.getTime() - daysAgo * day).toISOString() },
  }) as RunFile;

const filesOf = (...files: readonly RunFile[]) => new Map(files.map((file) => [file.run, file]));

describe('finished runs', () => {
  const runs = ['a', 'b', 'c', 'd'];
  const all = contents(...runs.map((run) => [`runs/${run}/run.json`] as const));
  const files = filesOf(
    runFile('a', 'm', 1),
    runFile('b', 'm', 40),
    runFile('c', 'm', 10),
    runFile('d', 'm', null),
  );
  test.each<[Keep | undefined, readonly string[]]>([
    [undefined, []],
    [{ runs: 0 }, ['a', 'b', 'c']],
    [{ runs: 1 }, ['b', 'c']],
    [{ runs: 9 }, []],
    [{ days: 30 }, ['b']],
    [{ days: 0 }, ['a', 'b', 'c']],
  ])('keep %j: %j go, the one that is not finished never', (keep, gone) => {
    expect(garbageOf(all, files, keep, now).map(({ name }) => name)).toEqual(gone);
  });
});

test('a run that was never begun goes after a day', () => {
  const seen = contents(['runs/x/manifest/part-00000.jsonl'], ['runs/y/manifest/part-00000.jsonl', now]);
  expect(garbageOf(seen, new Map(), undefined, now)).toEqual([
    { kind: 'run', name: 'x', objects: 1, bytes: 10, why: expect.stringContaining('run.json') },
  ]);
});

test('a model stays while a run that stays names it, and for a day', () => {
  const seen = contents(
    ['models/m1/net.onnx'],
    ['models/m2/net.onnx'],
    ['models/m2/net.data'],
    ['models/m3/n.onnx', now],
  );
  const files = filesOf(runFile('a', 'm1', 5), runFile('b', 'm2', 1));
  const names = (keep?: Keep) =>
    garbageOf(seen, files, keep, now).map(({ kind, name, objects }) => [kind, name, objects]);
  expect(names()).toEqual([]);
  expect(names({ days: 3 })).toEqual([['model', 'm1', 1]]);
  expect(names({ runs: 0 })).toEqual([
    ['model', 'm1', 1],
    ['model', 'm2', 2],
  ]);
});

test("a killed writer's file goes after a day, one being written stays", () => {
  const seen = contents(
    ['runs/a/records/.camline-tmp-1-x'],
    ['runs/a/records/.camline-tmp-2-y', now],
    ['runs/a/run.json'],
  );
  expect(garbageOf(seen, filesOf(runFile('a', 'm', 1)), undefined, now)).toMatchObject([
    { kind: 'temporary', name: 'runs/a/records/.camline-tmp-1-x' },
  ]);
});
