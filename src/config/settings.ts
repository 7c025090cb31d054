/**
 * How camline runs on a machine: where its queue and logs are, how many threads it takes. One table gives the fields of
 * `camline.yaml`, the variables of the environment (`redisUrl` is CAMLINE_REDIS_URL), the defaults and the help. Nothing
 * here changes a byte of the results: that is the request (`runRequest.ts`).
 */
import { join, resolve } from 'node:path';
import { z } from 'zod';
import { deviceNames, deviceSchema } from './device.ts';

const wholeNumber = (most: number, what: string) => {
  const expected = `expected a whole number of ${what}, 1 to ${most}`;
  return z.coerce.number(expected).int(expected).min(1, expected).max(most, expected);
};

export const redisUrlSchema = z
  .string('expected redis://host:port or rediss://host:port')
  .regex(/^rediss?:\/\/[^\s]+$/, 'expected redis://host:port or rediss://host:port');

const urlExpected =
  'expected addresses such as https://models.example/cams/, with commas between them or as a list, without user and query';

const isPlain = ({ username, password, search, hash }: URL): boolean =>
  [username, password, search, hash].every((part) => part === '');

const allowedUrl = z
  .url({ protocol: /^https?$/, error: urlExpected })
  .refine((text) => isPlain(new URL(text)), urlExpected);

/** In a variable of the environment: with commas. */
const urlList = z
  .union([z.string(), z.array(z.string())], { error: urlExpected })
  .transform((given) =>
    (typeof given === 'string' ? given.split(',') : given).map((text) => text.trim()).filter(Boolean),
  )
  .pipe(z.array(allowedUrl))
  .readonly();

interface Setting<T extends z.ZodType, Fallback> {
  readonly schema: T;
  /** Undefined where the absence means something of its own, which `help` says. */
  readonly fallback: Fallback;
  readonly help: string;
}

const setting = <T extends z.ZodType, const Fallback extends z.output<T> | undefined>(
  schema: T,
  help: string,
  fallback: Fallback,
): Setting<T, Fallback> => ({ schema, help, fallback });

export const settingsTable = {
  home: setting(z.string().min(1), 'folder of the embedded queue and of caches', '.camline'),
  redisUrl: setting(redisUrlSchema, 'queue on a Redis (absent: the embedded one)', undefined),
  engineThreads: setting(wholeNumber(256, 'threads'), 'threads of the engine (absent: all cores)', undefined),
  device: setting(
    deviceSchema,
    `what computes: ${deviceNames}; auto is an NVIDIA GPU where one works, else the CPU`,
    'auto',
  ),
  modelUrls: setting(
    urlList,
    'addresses below which models may be fetched over HTTP, from servers with a public address',
    [],
  ),
  privateModelUrls: setting(
    urlList,
    'the same, from servers of any address, such as those of your network',
    [],
  ),
  logLevel: setting(
    z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']),
    'how much is logged',
    'info',
  ),
  s3Endpoint: setting(
    z.url({ protocol: /^https?$/, error: 'expected http://host:port or https://host' }),
    "S3 server that is not AWS's (absent: AWS_ENDPOINT_URL_S3, else AWS)",
    undefined,
  ),
  s3Region: setting(
    z.string().min(1),
    "region of the buckets (absent: the AWS tools' own setting)",
    undefined,
  ),
  s3TimeoutSeconds: setting(
    wholeNumber(3600, 'seconds'),
    'time for S3 to answer a request before it is tried again',
    60,
  ),
  logFile: setting(z.string().min(1), 'where JSON lines are logged (absent: nowhere)', undefined),
} as const satisfies Readonly<Record<string, Setting<z.ZodType, unknown>>>;

export type SettingName = keyof typeof settingsTable;
type Table = typeof settingsTable;
type Value<Name extends SettingName> = z.output<Table[Name]['schema']>;
type Falls<Name extends SettingName> = Extract<Table[Name]['fallback'], undefined>;

/** `redisUrl` may hold credentials: show settings through `withoutCredentials` only. */
export type Settings = { readonly [Name in SettingName]: Value<Name> | Falls<Name> };
export type SomeSettings = { readonly [Name in SettingName]?: Value<Name> | undefined };

export const settingNames = Object.keys(settingsTable) as SettingName[];

/** `redisUrl` → CAMLINE_REDIS_URL. */
export const variableOf = (name: SettingName): string =>
  `CAMLINE_${name.replaceAll(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase()}`;

/** Folder of models that workers fetch. */
export const modelCache = ({ home }: Pick<Settings, 'home'>): string => join(resolve(home), 'models');
