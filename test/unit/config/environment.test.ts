import { expect, test } from 'vitest';
import { readEnvironment } from '../../../src/config/environment.ts';

test('nothing set: the defaults', () => {
  expect(readEnvironment({})).toEqual({
    home: '.camline',
    redisUrl: undefined,
    logLevel: 'info',
    logFile: undefined,
    engineThreads: undefined,
    color: true,
  });
});

test('everything set', () => {
  const source = {
    CAMLINE_HOME: '/var/lib/camline',
    CAMLINE_REDIS_URL: 'rediss://me:secret@host:6380/1',
    CAMLINE_LOG_LEVEL: 'debug',
    CAMLINE_LOG_FILE: 'camline.log',
    CAMLINE_ENGINE_THREADS: '3',
    NO_COLOR: '1',
    HOME: '/root',
  };
  expect(readEnvironment(source)).toEqual({
    home: '/var/lib/camline',
    redisUrl: 'rediss://me:secret@host:6380/1',
    logLevel: 'debug',
    logFile: 'camline.log',
    engineThreads: 3,
    color: false,
  });
});

test('an empty variable counts as not set', () => {
  const empty = { CAMLINE_HOME: '', CAMLINE_REDIS_URL: '', CAMLINE_ENGINE_THREADS: '', NO_COLOR: '' };
  expect(readEnvironment(empty)).toEqual(readEnvironment({}));
});

test.each([
  ['CAMLINE_REDIS_URL', 'http://user:secret@host', 'expected redis://host:port or rediss://host:port'],
  ['CAMLINE_LOG_LEVEL', 'loud', '"trace"|"debug"|"info"'],
  ['CAMLINE_ENGINE_THREADS', 'many', 'expected a whole number of threads, 1 to 1024'],
  ['CAMLINE_ENGINE_THREADS', '0', '1 to 1024'],
])('%s=%s is refused by name, without the value', (variable, value, reason) => {
  const refused = () => readEnvironment({ [variable]: value });
  expect(refused).toThrow(expect.objectContaining({ code: 'CONFIG_INVALID' }));
  expect(refused).toThrow(variable);
  expect(refused).toThrow(reason);
  expect(refused).not.toThrow('secret');
});
