import { describe, expect, test } from 'vitest';
import { closingLines, failureWarning, flatWarning } from '../../../../src/cli/run/closingLines.ts';
import { directoryStore } from '../../../../src/storage/directoryStore.ts';
import type { RunFile } from '../../../../src/storage/runFile.ts';

const store = directoryStore('/data/out');
const file = { run: 'one', images: 8, request: { outputs: ['heatmaps'] } } as unknown as RunFile;
const finished = (ok: number, failedByCode: Record<string, number>) => ({
  at: '',
  ok,
  failed: 8 - ok,
  failedByCode,
});

describe('closingLines', () => {
  test('says where things lie, relative to where one is', () => {
    expect(closingLines(file, finished(8, {}), ['heatmaps'], store, '/data')).toEqual([
      'run one: 8 explained, 0 failed',
      'heatmaps       out/runs/one/heatmaps',
      'contact sheet  out/runs/one/contact-sheet.jpg',
      'records        out/runs/one/records',
      'table          out/runs/one/index.parquet',
      'report         out/runs/one/report.html',
    ]);
  });

  test('names no folder of pictures where there is none', () => {
    const lines = closingLines(file, finished(0, { IMAGE_EMPTY: 8 }), [], store, '/elsewhere');
    expect(lines[1]).toBe('contact sheet  /data/out/runs/one/contact-sheet.jpg');
  });
});

test('failureWarning counts by reason, and is silent where nothing failed', () => {
  expect(failureWarning(file, finished(8, {}), store)).toBeUndefined();
  expect(failureWarning(file, finished(5, { IMAGE_CORRUPT: 1, IMAGE_EMPTY: 2 }), store)).toBe(
    'warning: 3 of 8 images failed (IMAGE_CORRUPT 1, IMAGE_EMPTY 2); the reasons are in /data/out/runs/one/records',
  );
});

test('flatWarning counts by method, and is silent where every map has something', () => {
  expect(flatWarning([])).toBeUndefined();
  const flat = [
    { method: 'gradcam', maps: 8, flat: 3 },
    { method: 'xgradcam', maps: 8, flat: 8 },
  ];
  expect(flatWarning(flat)).toMatch(/^warning: flat maps, all zeros: gradcam 3 of 8, xgradcam 8 of 8\. /);
});
