import { dirname, resolve } from 'node:path';
import { pino, type DestinationStream, type LevelWithSilent, type Logger } from 'pino';
import pretty from 'pino-pretty';
import { makeFolders } from '../storage/makeFolders.ts';
import { storeError } from '../storage/storeError.ts';

export type { Logger };

export interface LogTargets {
  /** JSON lines. */
  readonly file?: string;
  /** Everything to stderr as well: pretty on a terminal, JSON lines elsewhere. */
  readonly verbose: boolean;
  readonly color: boolean;
  readonly level: LevelWithSilent;
}

/** Without a target nothing is logged: what a user must know is printed by the commands themselves. Throws STORE_UNWRITABLE. */
export async function openLogger({ file, verbose, color, level }: LogTargets): Promise<Logger> {
  const streams = [
    ...(file === undefined ? [] : [await fileStream(file)]),
    ...(verbose ? [stderrStream(color)] : []),
  ];
  return pino(
    {
      level: streams.length === 0 ? 'silent' : level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
    },
    pino.multistream(streams.map((stream) => ({ level, stream }))),
  );
}

async function fileStream(file: string): Promise<DestinationStream> {
  try {
    await makeFolders(dirname(resolve(file)));
    return pino.destination({ dest: file, sync: true });
  } catch (error) {
    throw storeError(error, 'write the log file', file);
  }
}

const stderrStream = (color: boolean): DestinationStream =>
  process.stderr.isTTY
    ? pretty({ destination: 2, sync: true, colorize: color, translateTime: 'HH:MM:ss.l' })
    : pino.destination({ dest: 2, sync: true });
