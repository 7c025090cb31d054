/** The only place that reads the environment, or writes to it. */
import { z } from 'zod';
import { parseAs } from './parse.ts';

/** An empty variable counts as one that is not set. */
const optional = <T extends z.ZodType>(schema: T) =>
  z.preprocess((value) => (value === '' ? undefined : value), schema.optional());

const redisUrlSchema = z
  .string()
  .regex(/^rediss?:\/\/[^\s]+$/, 'expected redis://host:port or rediss://host:port');

const variables = z.object({
  CAMLINE_HOME: optional(z.string()),
  CAMLINE_REDIS_URL: optional(redisUrlSchema),
  CAMLINE_LOG_LEVEL: optional(z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'])),
  CAMLINE_LOG_FILE: optional(z.string()),
  CAMLINE_ENGINE_THREADS: optional(
    z.coerce.number('expected a whole number of threads, 1 to 1024').int().min(1).max(1024),
  ),
  NO_COLOR: optional(z.string()),
});

export interface Environment {
  /** Folder of the embedded queue and of caches. */
  readonly home: string;
  /** May hold credentials: show it through `withoutCredentials` only. Absent: the embedded queue. */
  readonly redisUrl: string | undefined;
  readonly logLevel: 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal' | 'silent';
  /** Absent: stderr. */
  readonly logFile: string | undefined;
  /** Threads inside one operation; absent: all cores. */
  readonly engineThreads: number | undefined;
  /** False where NO_COLOR (https://no-color.org) is set. */
  readonly color: boolean;
}

/** Throws CONFIG_INVALID, naming the variable. */
export function readEnvironment(
  source: Readonly<Record<string, string | undefined>> = process.env,
): Environment {
  const given = parseAs(variables, source, 'CONFIG_INVALID', 'environment');
  return {
    home: given.CAMLINE_HOME ?? '.camline',
    redisUrl: given.CAMLINE_REDIS_URL,
    logLevel: given.CAMLINE_LOG_LEVEL ?? 'info',
    logFile: given.CAMLINE_LOG_FILE,
    engineThreads: given.CAMLINE_ENGINE_THREADS,
    color: given.NO_COLOR === undefined,
  };
}

/** The font configuration of native libraries in this process, where the user has not named one. */
export function setFontConfiguration(file: string): void {
  process.env['FONTCONFIG_FILE'] ??= file;
}

/**
 * ONNX Runtime (1.30) keeps a device id and a data base of usage in the user's home and sends them to its maker unless told
 * not to. To be called in the main thread before the library is loaded: a worker thread only has a copy of the environment.
 * A setting of the user's own stays.
 */
export function refuseTelemetry(environment: Record<string, string | undefined> = process.env): void {
  environment['ORT_DISABLE_TELEMETRY'] ??= '1';
}
