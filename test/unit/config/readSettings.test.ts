import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { wantsColor } from '../../../src/config/environment.ts';
import { readSettings } from '../../../src/config/readSettings.ts';
import { settingNames, variableOf } from '../../../src/config/settings.ts';
import { temporaryFolder } from '../../support/temporaryFolder.ts';

const defaults = {
  home: '.camline',
  redisUrl: undefined,
  engineThreads: undefined,
  device: 'auto',
  logLevel: 'info',
  logFile: undefined,
  s3Endpoint: undefined,
  s3Region: undefined,
  s3TimeoutSeconds: 60,
  modelUrls: [],
  privateModelUrls: [],
};

const file = (text: string): string => {
  const path = join(temporaryFolder(), 'camline.yaml');
  writeFileSync(path, text);
  return path;
};

test('nothing said: the defaults', async () => {
  const { settings, origins } = await readSettings({ variables: {} });
  expect(settings).toEqual(defaults);
  expect(new Set(Object.values(origins))).toEqual(new Set(['default']));
});

test('options before variables before the file before defaults', async () => {
  const path = file('home: /from/file\nengineThreads: 2\nlogLevel: warn\nredisUrl: redis://file\n');
  const { settings, origins } = await readSettings({
    file: path,
    variables: { CAMLINE_ENGINE_THREADS: '3', CAMLINE_LOG_LEVEL: 'debug', HOME: '/root' },
    flags: { logLevel: 'error', logFile: undefined },
  });
  expect(settings).toEqual({
    ...defaults,
    home: '/from/file',
    redisUrl: 'redis://file',
    engineThreads: 3,
    logLevel: 'error',
    logFile: undefined,
  });
  expect(origins).toMatchObject({
    home: path,
    redisUrl: path,
    engineThreads: 'CAMLINE_ENGINE_THREADS',
    logLevel: 'command line',
    logFile: 'default',
  });
});

test('the file may be named by a variable, which an option stands before', async () => {
  const [one, two] = [file('home: one'), file('home: two')];
  expect((await readSettings({ variables: { CAMLINE_CONFIG: one } })).settings.home).toBe('one');
  expect((await readSettings({ file: two, variables: { CAMLINE_CONFIG: one } })).settings.home).toBe('two');
});

test('an empty variable and an empty field count as not said', async () => {
  const variables = Object.fromEntries(settingNames.map((name) => [variableOf(name), '']));
  expect((await readSettings({ variables, file: file('home:\n') })).settings).toEqual(defaults);
});

test('addresses of models: with commas in a variable, a list in the file', async () => {
  const two = ['https://a.example/x/', 'http://b:8080'];
  const variables = { CAMLINE_MODEL_URLS: ` ${two.join(' , ')},` };
  const path = file(`privateModelUrls:\n  - ${two.join('\n  - ')}\n`);
  const { settings } = await readSettings({ variables, file: path });
  expect([settings.modelUrls, settings.privateModelUrls]).toEqual([two, two]);
});

test.each([
  ['CAMLINE_REDIS_URL', 'http://user:secret@host', 'expected redis://host:port or rediss://host:port'],
  ['CAMLINE_LOG_LEVEL', 'loud', '"trace"|"debug"|"info"'],
  ['CAMLINE_ENGINE_THREADS', 'many', 'expected a whole number of threads, 1 to 256'],
  ['CAMLINE_ENGINE_THREADS', '0', '1 to 256'],
  ['CAMLINE_MODEL_URLS', 'https://me:secret@host/', 'without user and query'],
  ['CAMLINE_MODEL_URLS', 'https://host/,ftp://host/', 'expected addresses such as'],
  ['CAMLINE_PRIVATE_MODEL_URLS', 'https://host/?token=secret', 'without user and query'],
])('%s=%s is refused by name, without the value', async (variable, value, reason) => {
  const refused = readSettings({ variables: { [variable]: value } });
  await expect(refused).rejects.toMatchObject({ code: 'CONFIG_INVALID' });
  await expect(refused).rejects.toThrow(variable);
  await expect(refused).rejects.toThrow(reason);
  await expect(refused).rejects.not.toThrow('secret');
});

describe('a file that is not what it should be', () => {
  test.each([
    ['redisUrl: secret', /setting redisUrl in .*camline\.yaml.*expected redis:\/\/host:port/],
    ['engineThread: 2', /"engineThread".*Did you mean "engineThreads"/],
    ['- home', /Expected settings such as "home: \.camline"/],
    ['home: [', /Expected YAML in .*camline\.yaml/],
    ['home: 3', /setting home in .*expected string/],
    ['a: &a [1]\nhome: *b', /Expected YAML in .*camline\.yaml/],
  ])('%j', async (text, message) => {
    const refused = readSettings({ file: file(text), variables: {} });
    await expect(refused).rejects.toMatchObject({ code: 'CONFIG_INVALID' });
    await expect(refused).rejects.toThrow(message);
    await expect(refused).rejects.not.toThrow('secret');
  });

  test('one that was asked for and is not there', async () => {
    const refused = readSettings({ file: '/nowhere/camline.yaml', variables: {} });
    await expect(refused).rejects.toThrow(/Cannot read the settings \/nowhere\/camline\.yaml.*ENOENT/);
  });

  test('an empty one says nothing', async () => {
    expect((await readSettings({ file: file(''), variables: {} })).settings).toEqual(defaults);
  });
});

test.each([
  [{}, true],
  [{ NO_COLOR: '' }, true],
  [{ NO_COLOR: '1' }, false],
])('NO_COLOR: %j', (variables, wanted) => expect(wantsColor(variables)).toBe(wanted));
