import { expect, test } from 'vitest';
import { mergeRequest, runDefaults, type RequestDraft } from '../../../src/config/defaults.ts';
import { imagenetCard } from '../../../src/config/imagenetCard.ts';
import { runRequestSchema } from '../../../src/config/runRequest.ts';

const draft: RequestDraft = {
  source: { kind: 'directory', path: '/images' },
  model: { path: '/net.onnx', sha256: '0'.repeat(64) },
  card: imagenetCard('net', { width: 224, height: 224 }),
  shardSize: 32,
};

test('what was not asked for, or is undefined, takes its default', () => {
  const request = mergeRequest({ ...draft, methods: undefined, outputs: ['maps'] });
  expect(request).toEqual({ ...runDefaults, ...draft, outputs: ['maps'] });
  expect(runRequestSchema.parse(request)).toEqual(request);
});

test.each([
  ['methods', { methods: [] }],
  ['maxImagePixels', { maxImagePixels: -1 }],
  ['classes', { classes: [] }],
  ['shardSize', { shardSize: 0 }],
])('a wrong %s is named', (field, wrong) => {
  expect(() => mergeRequest({ ...draft, ...wrong })).toThrow(
    expect.objectContaining({ code: 'CONFIG_INVALID' }),
  );
  expect(() => mergeRequest({ ...draft, ...wrong })).toThrow(field);
});

test('a method that is asked for twice is refused', () => {
  expect(() => mergeRequest({ ...draft, methods: ['gradcam', 'scorecam', 'gradcam'] })).toThrow(
    'Expected each method once, received "gradcam" twice.',
  );
});
