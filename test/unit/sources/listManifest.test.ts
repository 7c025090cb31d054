import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ManifestEntry } from '../../../src/config/runRequest.ts';
import { CamlineError } from '../../../src/errors.ts';
import { checkManifest, listManifest, type ListManifestOptions } from '../../../src/sources/listManifest.ts';
import { temporaryFolder } from '../../support/temporaryFolder.ts';

const labels = ['cat', 'dog'];

function manifest(text: string | Uint8Array): { readonly path: string; readonly root: string } {
  const root = temporaryFolder();
  const path = join(root, 'list.jsonl');
  writeFileSync(path, text);
  return { path, root };
}

async function listed(
  text: string | Uint8Array,
  options: Partial<ListManifestOptions> = {},
): Promise<ManifestEntry[]> {
  const { path, root } = manifest(text);
  mkdirSync(join(root, 'sub'));
  writeFileSync(join(root, 'a.jpg'), 'four');
  writeFileSync(join(root, 'sub/b.jpg'), 'sevenxx');
  const entries: ManifestEntry[] = [];
  const all = { root, labels, classCount: 2, needsLabel: false, ...options };
  await checkManifest(path, all);
  for await (const entry of listManifest(path, all)) entries.push(entry);
  return entries;
}

test('keys in the order of the file, with sizes; labels by index or name; an image that is missing keeps its line', async () => {
  const lines = [
    '{"key":"sub/b.jpg","label":1,"box":[0,0,1,1]}',
    '',
    ' {"key":"gone.jpg"}\r',
    '{"key":"a.jpg","label":"cat"}',
  ];
  expect(await listed(`\uFEFF${lines.join('\n')}`)).toEqual([
    { key: 'sub/b.jpg', label: 1, box: [0, 0, 1, 1], bytes: 7 },
    { key: 'gone.jpg', bytes: 0 },
    { key: 'a.jpg', label: 0, bytes: 4 },
  ]);
});

test('a mask is listed as its image is, with its size; one that is missing keeps its place', async () => {
  const lines = [
    '{"key":"a.jpg","mask":"sub/b.jpg"}',
    '{"key":"sub/b.jpg","mask":"gone.png","box":[0,0,1,1]}',
  ];
  expect(await listed(lines.join('\n'))).toEqual([
    { key: 'a.jpg', bytes: 4, mask: { key: 'sub/b.jpg', bytes: 7 } },
    { key: 'sub/b.jpg', bytes: 7, box: [0, 0, 1, 1], mask: { key: 'gone.png', bytes: 0 } },
  ]);
});

test('an image behind a link is measured where it is', async () => {
  const { path, root } = manifest('{"key":"link.jpg"}');
  writeFileSync(join(root, 'real.jpg'), 'four');
  symlinkSync('real.jpg', join(root, 'link.jpg'));
  const entries = listManifest(path, { root, labels, classCount: 2, needsLabel: false });
  for await (const entry of entries) expect(entry).toEqual({ key: 'link.jpg', bytes: 4 });
});

test('a label of digits in quotes is an index, unless it is a name', async () => {
  const line = '{"key":"a.jpg","label":"1"}';
  expect(await listed(line)).toEqual([{ key: 'a.jpg', label: 1, bytes: 4 }]);
  expect(await listed(line, { labels: ['1', '0'] })).toEqual([{ key: 'a.jpg', label: 0, bytes: 4 }]);
});

describe('what is wrong is told with the line', () => {
  const good = '{"key":"a.jpg"}\n';
  test.each([
    ['no lines', '\n\n', 'SOURCE_EMPTY', /found none/],
    [
      'a mask that leads out',
      `${good}{"key":"b.jpg","mask":"../b.png"}`,
      'KEY_INVALID',
      /The mask "\.\.\/b\.png" in line 2 .*such as cats\/1\.png/,
    ],
    ['a mask that is no name', '{"key":"b.jpg","mask":1}', 'SOURCE_INVALID', /Line 1 .*no good mask/],
    ['no JSON', `${good}a.jpg\n`, 'SOURCE_INVALID', /Line 2 of .*list\.jsonl is not JSON.*Expected a key/],
    ['no object', `${good}[1]`, 'SOURCE_INVALID', /Line 2/],
    ['no key', '{"path":"a.jpg"}', 'SOURCE_INVALID', /Line 1 .* has no good key/],
    ['a label that is none', '{"key":"a.jpg","label":1.5}', 'SOURCE_INVALID', /Line 1 .* label/],
    [
      'a class that is none',
      '{"key":"a.jpg","label":2}',
      'CLASS_UNKNOWN',
      /label 2 in line 1.*expected 0\.\.1/,
    ],
    [
      'digits that are no class',
      '{"key":"a.jpg","label":"2"}',
      'CLASS_UNKNOWN',
      /label 2 in line 1.*expected 0\.\.1/,
    ],
    ['a name that is none', '{"key":"a.jpg","label":"dgo"}', 'CLASS_UNKNOWN', /dgo.*dog/],
    ['a key twice', `${good}\n${good}`, 'KEY_INVALID', /"a\.jpg" in line 3 .* repeats that of line 1/],
    [
      'a key in other case',
      `${good}{"key":"A.JPG"}`,
      'KEY_INVALID',
      /"A\.JPG" in line 2 .* case .* "a\.jpg" of line 1/,
    ],
    ['an accent written otherwise', '{"key":"\\u00e9.jpg"}\n{"key":"e\\u0301.jpg"}', 'KEY_INVALID', /line 2/],
    [
      'a folder in place of a picture',
      `${good}{"key":"a.jpg.png/b.jpg"}`,
      'KEY_INVALID',
      /line 2 .*in one place with "a\.jpg" of line 1/,
    ],
    ['a way out', `${good}{"key":"sub/../../a.jpg"}`, 'KEY_INVALID', /line 2 .*"\.\."/],
    ['an absolute path', '{"key":"/etc/passwd"}', 'KEY_INVALID', /absolute/],
    ['a URL', '{"key":"http://10.0.0.1/a.jpg"}', 'KEY_INVALID', /URL/],
    ['a NUL', '{"key":"a\\u0000.jpg"}', 'KEY_INVALID', /NUL/],
    ['a key of 2 kB', `{"key":"${'a'.repeat(2048)}"}`, 'KEY_INVALID', /longer than 1024 bytes/],
    ['an empty part', '{"key":"a//b.jpg"}', 'KEY_INVALID', /empty part/],
    ['a line without end', 'x'.repeat(300_000), 'SOURCE_INVALID', /Line 1 .* longer than/],
  ])('%s', async (_, text, code, message) => {
    await expect(listed(text)).rejects.toMatchObject({ code, message: expect.stringMatching(message) });
  });

  test('bytes that are no UTF-8', async () => {
    const bytes = Buffer.concat([Buffer.from('{"key":"a.jpg"}\n{"key":"'), Buffer.from([0xff, 0x22, 0x7d])]);
    await expect(listed(bytes)).rejects.toMatchObject({ code: 'SOURCE_INVALID', message: /Line 2 .* UTF-8/ });
  });

  test('names without a model card that knows them', async () => {
    await expect(listed('{"key":"a.jpg","label":"cat"}', { labels: null })).rejects.toMatchObject({
      code: 'CLASS_UNKNOWN',
      message: expect.stringContaining('gives no names'),
    });
  });

  test('a label that is missing where labels are explained', async () => {
    await expect(listed(good, { needsLabel: true })).rejects.toMatchObject({
      code: 'CONFIG_INVALID',
      message: expect.stringMatching(/Line 1 .* no label.*--classes label/),
    });
  });

  test('a file that is not there', async () => {
    const options = { root: '/', labels, classCount: 2, needsLabel: false };
    await expect(checkManifest('/nowhere/list.jsonl', options)).rejects.toMatchObject({
      code: 'SOURCE_NOT_FOUND',
    });
  });
});

test('any bytes: entries or one of our errors', async () => {
  const bytes = fc.oneof(
    fc.uint8Array({ maxLength: 200 }),
    fc.array(fc.json(), { maxLength: 5 }).map((lines) => Buffer.from(lines.join('\n'))),
    fc
      .array(fc.record({ key: fc.string(), label: fc.oneof(fc.nat(3), fc.string()) }), { maxLength: 5 })
      .map((lines) => Buffer.from(lines.map((line) => JSON.stringify(line)).join('\n'))),
  );
  await fc.assert(
    fc.asyncProperty(bytes, async (text) => {
      const { path, root } = manifest(text);
      const outcome = await checkManifest(path, { root, labels, classCount: 2, needsLabel: false }).catch(
        (error: unknown) => error,
      );
      expect(outcome === undefined || outcome instanceof CamlineError).toBe(true);
    }),
    { numRuns: 300 },
  );
});
