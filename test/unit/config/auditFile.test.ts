import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { root } from '../../../scripts/lib/paths.mjs';
import { readAuditFile } from '../../../src/config/auditFile.ts';
import { temporaryFolder } from '../../support/temporaryFolder.ts';

test('the example is read, its paths from its own folder', async () => {
  const config = await readAuditFile(join(root, 'config/audit.example.yaml'));
  expect(config).toMatchObject({
    name: 'photos-nightly',
    schedule: { cron: '0 3 * * *', timezone: 'Europe/Berlin' },
    source: join(root, 'config/photos.jsonl'),
    model: { latest: join(root, 'config/models') },
    baseline: 'pinned',
    limits: { changedPredictions: { warn: 0.05, fail: 0.15 } },
  });
});

test.each([
  ['name: 1x\nsource: a\nto: b\nmodel: m', /name: expected 1 to 40/],
  ['name: x\nsource: a\nto: b', /model/],
  [
    'name: x\nsource: a\nto: b\nmodel: m\nschedule: {cron: "0 3 * * *", timezone: Mars}',
    /expected a time zone/,
  ],
  ['name: x\nsource: a\nto: b\nmodel: m\nlimits: {psy: {warn: 1}}', /limits/],
  ['name: x\nsource: a\nto: b\nmodel: m\nnotify: {webhook: "file:///etc"}', /expected an http/],
  ['name: [', /Expected YAML/],
  ['', /Expected an audit \(name, source, to, model, …\) in .*audit\.yaml, found nothing in the file/],
  ['# only a comment\n', /found nothing in the file/],
  [
    'name: x\nsource: a\nto: b\nmodel: {newest: m}',
    /model: expected `model: FILE` or `model: \{ latest: FOLDER \}`/,
  ],
  ['name: x\nsorce: a\nto: b\nmodel: m', /"sorce", did you mean "source"\?/],
  ['name: x\nsource: a\nto: b\nmodel: m\nsample: {sise: 5}', /sample: .*"sise", did you mean "size"\?/],
])('%j is refused', async (text, message) => {
  const path = join(temporaryFolder(), 'audit.yaml');
  writeFileSync(path, text);
  await expect(readAuditFile(path)).rejects.toThrow(message);
});

test.each([
  ['nowhere.yaml', /Cannot read the audit .*nowhere\.yaml: there is nothing of that name\./],
  ['.', /it is a folder where a file was expected/],
])('%s: the system’s words are told without its codes', async (name, message) => {
  await expect(readAuditFile(join(temporaryFolder(), name))).rejects.toMatchObject({
    code: 'CONFIG_INVALID',
    message: expect.stringMatching(message),
  });
});

test('a card is a file beside the audit, else one that comes with camline', async () => {
  const folder = temporaryFolder();
  const path = join(folder, 'audit.yaml');
  const cardOf = async (card: string): Promise<string | undefined> => {
    writeFileSync(path, `name: x\nsource: a\nto: b\nmodel: m\ncard: ${card}\n`);
    return (await readAuditFile(path)).card;
  };
  expect(await cardOf('keras-tf')).toBe('keras-tf');
  expect(await cardOf('own.json')).toBe(join(folder, 'own.json'));
  writeFileSync(join(folder, 'keras-tf'), '{}');
  expect(await cardOf('keras-tf')).toBe(join(folder, 'keras-tf'));
});
