import { expect, test } from 'vitest';
import { difference, share } from '../../../../bench/zoo/distances.ts';
import { checkTelling, type Figures } from '../../../../bench/zoo/measure.ts';
import type { Reference } from '../../../../bench/zoo/reference.ts';
import { codeOf, measuredBy } from '../../../../bench/zoo/provenance.ts';
import { explained } from '../../../../bench/zoo/results.ts';
import { judged, type Result } from '../../../../bench/zoo/verdict.ts';

const close = 1e-6;
const figures: Figures = {
  defaultLayer: { name: 'layer4', right: true },
  logits: close,
  gradcam: close,
  layercam: close,
  saliency: close,
  scorecam: close,
};
const withSpread = (spread: number): Reference => ({
  classes: [0],
  tensor: () => ({ data: new Float32Array(), shape: [0] }),
  spread: (name) => (name === 'saliency' ? spread : 0),
});
const judge = (changed: Partial<Figures>, spread = 0) =>
  judged({ opened: null, figures: { ...figures, ...changed }, reason: null }, withSpread(spread), 'layer4');

test('a file with every figure inside the gate passes', () => {
  expect(judge({})).toEqual({ failures: [] });
});

test.each([
  ['logits', { logits: 2e-3 }],
  ['saliency', { saliency: 2e-3 }],
  ['gradcam', { gradcam: 'No gradient rule for Foo' }],
  ['default layer', { defaultLayer: { name: 'layer3', right: false } }],
  ['default layer', { defaultLayer: 'no spatial map' }],
])('%s outside fails and is named', (name, changed) => {
  const { failures } = judge(changed);
  expect(failures).toHaveLength(1);
  expect(failures[0]).toContain(name);
});

test("a failure says where PyTorch's own answer is unsure; it stays one", () => {
  expect(judge({ saliency: 2e-3 }, 1e-2).failures).toEqual([
    "saliency 2.0e-3, and PyTorch's own answer moves by 1.0e-2 with its rounding",
  ]);
});

test('the right layer with other activations is not called another layer', () => {
  const { failures } = judge({ defaultLayer: { name: 'layer4', right: false } });
  expect(failures).toEqual(['activations of the default layer "layer4" differ']);
});

test('what does not pass is listed with its reason, or as not understood', () => {
  const result = {
    architecture: 'net',
    library: 'timm',
    exporter: 'script',
    opened: null,
    figures: null,
    reason: null,
  } as const;
  const results = [
    { ...result, failures: ['logits 2.0e-3'] },
    { ...result, architecture: 'other', failures: ['saliency 1.0e-2'] },
    { ...result, architecture: 'fine', failures: [] },
  ];
  expect(explained(results, { net: 'Rounding.' })).toEqual([
    '**net**: Rounding.\n  - net (script): logits 2.0e-3',
    '**other**: not understood yet.\n  - other (script): saliency 1.0e-2',
  ]);
});

test('a file that could not be measured fails with its reason', () => {
  const run = { opened: null, figures: null, reason: 'the process ended with SIGSEGV while it opened' };
  expect(judged(run, withSpread(0), 'layer4').failures).toEqual([run.reason]);
});

test('distances: the largest difference, as a share of the largest reference value', () => {
  const theirs = Float32Array.of(1, -4, 0);
  expect(difference(Float32Array.of(1, -3, 0.5), theirs)).toBe(1);
  expect(share(Float32Array.of(1, -3, 0.5), theirs)).toBe(0.25);
  expect(() => difference(Float32Array.of(Number.NaN, -4, 0), theirs)).toThrow('received NaN');
  expect(() => share(theirs, new Float32Array(3))).toThrow('0 everywhere');
  expect(() => difference(Float32Array.of(1), theirs)).toThrow('Expected 3 values, received 1');
});

const code = { hash: '0123456789ab', date: '2026-01-02' };
const row = (known: Partial<Result>): Result => ({
  architecture: 'net',
  library: 'timm',
  exporter: 'script',
  opened: null,
  figures: null,
  reason: null,
  failures: [],
  ...known,
});

test('a row of other code than this, or of unknown, is called older', () => {
  const other = { hash: 'ffffffffffff', date: '2026-01-01' };
  const rows = [row({ code }), row({ code: other }), row({})];
  expect(rows.map((each) => codeOf(each, code))).toEqual(['01234567', 'ffffffff, older', 'not kept, older']);
  expect(measuredBy(rows, code)).toEqual([
    'code 01234567: 1 files, measured 2026-01-02',
    'code ffffffff (older): 1 files, measured 2026-01-01',
    'code not kept (older): 1 files, measured before the code was kept',
  ]);
});

test('a map of zeros is nothing to compare with', () => {
  const maps = { data: Float32Array.of(0, 1, 0, 0), shape: [2, 1, 2] };
  expect(() => checkTelling(maps)).toThrow("PyTorch's map of image 1 is 0 everywhere");
  expect(() => checkTelling({ data: Float32Array.of(0, 1, 1, 0), shape: [2, 1, 2] })).not.toThrow();
});
