import { expect, test } from 'vitest';
import type { CheckReport } from '../../../../src/check/report.ts';
import { reportJson } from '../../../../src/cli/check/reportJson.ts';
import { reportLines } from '../../../../src/cli/check/reportLines.ts';
import { version } from '../../../../src/config/version.ts';
import type { ModelFacts } from '../../../../src/engine/engine.ts';

const facts: ModelFacts = {
  engine: 'onnx',
  engineVersion: '1.0.0',
  device: 'cpu',
  sha256: '0123456789abcdef'.repeat(4),
  files: ['net.onnx', 'net.onnx.data'],
  input: [3, 32, 48],
  classCount: 2,
  exporter: 'pytorch 2.0',
  opset: 17,
  batched: false,
  removedActivation: 'sigmoid',
  probability: 'sigmoid',
  notes: ['Images go one by one.'],
  source: {
    bytes: 2 ** 20,
    format: 'ONNX IR 8',
    inputType: 'uint8',
    layout: 'channelsLast',
    batch: 1,
    anySize: false,
    scores: 2,
    outputs: ['y', 'extra'],
    quantised: false,
  },
};

const report: CheckReport = {
  defaultLayer: null,
  withoutLayer: 'The network has no spatial map.',
  unusableDefault: null,
  checkedLayers: [],
  layerCount: 4,
  mapCount: 0,
  images: 'noise',
  methods: [
    { name: 'rise', outcome: 'works', why: '' },
    { name: 'gradcam', outcome: 'refused', why: 'The network has no spatial map.' },
    { name: 'layercam', outcome: 'refused', why: 'The network has no spatial map.' },
    { name: 'fullgrad', outcome: 'failed', why: 'It broke.' },
  ],
  findings: [
    { name: 'file', outcome: 'ok', detail: 'equal', figures: { difference: 0 } },
    { name: 'batch', outcome: 'skipped', detail: 'one by one', figures: {} },
    { name: 'gradient at the input', outcome: 'failed', detail: 'off by 50 %', figures: { along: 0.5 } },
  ],
  verdict: { fine: false, text: 'FAILED: gradient at the input.' },
};

test('the report as text', () => {
  expect(reportLines('/somewhere/net.onnx', facts, report)).toEqual([
    `camline ${version} checks net.onnx`,
    '',
    'written by  pytorch 2.0',
    'format      ONNX IR 8, opset 17',
    'size        1.0 MiB in 2 files, SHA-256 0123456789abcdef…',
    'input       uint8 [n, 32, 48, 3], channels last (NHWC; turned inside)',
    'outputs     "y" (explained), "extra"',
    'batch       fixed at 1 in the file; images go through one by one',
    'scores      2 logits, sigmoid cut off the end; probabilities by sigmoid',
    'layers      4 tensors, 0 of them maps; no default: The network has no spatial map.',
    'engine      ONNX Runtime 1.0.0, cpu',
    'note        Images go one by one.',
    '',
    '1 of 4 methods work: rise',
    'do not work: gradcam, layercam',
    '  because: The network has no spatial map.',
    'FAIL: fullgrad',
    '  because: It broke.',
    '',
    'checks, with images of noise:',
    '  ok       file: equal',
    '  skipped  batch: one by one',
    '  FAILED   gradient at the input: off by 50 %',
    '',
    'FAILED: gradient at the input.',
  ]);
});

test('the report as JSON holds figures and reasons', () => {
  expect(reportJson('/somewhere/net.onnx', facts, report)).toMatchObject({
    camline: version,
    path: '/somewhere/net.onnx',
    fine: false,
    model: { opset: 17 },
    layers: { count: 4, maps: 0, default: null, withoutDefault: 'The network has no spatial map.' },
    methods: report.methods,
    findings: report.findings,
  });
});

const linesOf = (changed: Partial<ModelFacts>, told: Partial<CheckReport> = {}): string =>
  reportLines('net.onnx', { ...facts, ...changed }, { ...report, ...told }).join('\n');

test('a batch that is open in the file and mixes its images is not said to be fixed', () => {
  const source = { ...facts.source!, batch: null };
  expect(linesOf({ source })).toMatch(/^batch +open in the file, but images go through one by one/m);
});

test('one score that became two logits is not "as the file gives them"', () => {
  const source = { ...facts.source!, scores: 1 };
  const made =
    /2 logits, of the one score z in the file: -z for class 0, z for class 1; probabilities by sigmoid/;
  expect(linesOf({ source, removedActivation: null })).toMatch(made);
  expect(linesOf({ source })).toMatch(/2 logits, sigmoid cut off the end, of the one score z in the file/);
});

test('a default layer that cannot be used is said so, with the one that can', () => {
  const layer = {
    name: 'norm',
    tensor: 't',
    view: null,
    spatial: null,
    shapeText: '[n]',
    op: 'Add',
    isDefault: true,
  };
  const told = { defaultLayer: layer, unusableDefault: 'It crosses.', checkedLayers: ['block'] };
  expect(linesOf({}, told)).toMatch(
    /default: norm .*cannot be used: It crosses\. Checked instead.*--layers block$/m,
  );
});
