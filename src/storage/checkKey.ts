import { CamlineError } from '../errors.ts';

/** Limits that directories (255 bytes a name) and S3 (1 024 bytes a key) share. */
const maxKeyBytes = 1024;
const maxPartBytes = 255;

/** Files being written start so; no object may. */
export const temporaryPrefix = '.camline-tmp-';

// eslint-disable-next-line no-control-regex -- control characters are what is looked for
const forbidden = /[\u0000-\u001f\u007f\\\p{Surrogate}]/u;

/** Why a part of a key between slashes cannot be used, first match wins. */
const partFaults: readonly (readonly [problem: string, found: (part: string) => boolean])[] = [
  ['has an empty part (a leading, trailing or double "/")', (part) => part === ''],
  ['has a part "." or ".."', (part) => part === '.' || part === '..'],
  ['holds a control character, a backslash or half a surrogate pair', (part) => forbidden.test(part)],
  [`has a part longer than ${maxPartBytes} bytes`, (part) => Buffer.byteLength(part) > maxPartBytes],
  [`has a part that starts with "${temporaryPrefix}"`, (part) => part.startsWith(temporaryPrefix)],
];

/** The key's parts between slashes. Throws KEY_INVALID where a part could leave the store or not be stored. */
export function checkKey(key: string): readonly string[] {
  const parts = key.split('/');
  for (const [problem, found] of partFaults) if (parts.some(found)) throw invalidKey(key, problem);
  if (Buffer.byteLength(key) > maxKeyBytes) throw invalidKey(key, `is longer than ${maxKeyBytes} bytes`);
  return parts;
}

/** As `checkKey` for the beginning of keys: "" and a last part that is not finished yet are fine. */
export function checkPrefix(prefix: string): readonly string[] {
  const folders = prefix.split('/').slice(0, -1);
  if (folders.length > 0) checkKey(folders.join('/'));
  return folders;
}

export const invalidKey = (key: string, problem: string): CamlineError =>
  new CamlineError(
    'KEY_INVALID',
    `The object key ${JSON.stringify(key.length > 200 ? `${key.slice(0, 200)}…` : key)} ${problem}. ` +
      'Expected parts separated by "/", such as "runs/night/run.json".',
  );
