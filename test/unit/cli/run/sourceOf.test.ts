import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { sourceOf } from '../../../../src/cli/run/sourceOf.ts';
import { temporaryFolder } from '../../../support/temporaryFolder.ts';

const lists = '\\(\\.jsonl, \\.ndjson, \\.csv, \\.parquet, \\.tar\\)';

test.each([
  [
    'nothing',
    'gone',
    new RegExp(
      `a folder of images, or a file that lists or holds them ${lists}, at .*gone, found nothing\\.$`,
    ),
  ],
  ['half an address', 's3:/bucket/photos', /found nothing\. Did you mean s3:\/\/bucket\/photos\?/],
  ['an address without slashes', 's3:bucket/photos', /Did you mean s3:\/\/bucket\/photos\?/],
  [
    'another file',
    'a.txt',
    /a manifest or shard that ends in .*found another file\. For a single photograph: camline explain/,
  ],
  ['a shard that is not there', 'set-1.tar', /set-1\.tar/],
  ['a range with one brace', 'set-{000..009.tar', /A range has both braces and two numbers: \{000\.\.009\}/],
  ['a range with one dot', 'set-{000.009}.tar', /A range has both braces and two numbers/],
])('%s is told what was expected', async (_what, name, message) => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'a.txt'), '');
  const given = name.startsWith('s3:') ? name : join(folder, name);
  await expect(sourceOf(given, {})).rejects.toMatchObject({
    code: 'SOURCE_NOT_FOUND',
    message: expect.stringMatching(message),
  });
});

test('a shard that is not there says nothing of ranges where its name has no brace', async () => {
  await expect(sourceOf(join(temporaryFolder(), 'set-1.tar'), {})).rejects.not.toThrow(/range/);
});
