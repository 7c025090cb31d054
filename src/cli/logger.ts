import { pino, type DestinationStream, type LevelWithSilent, type Logger } from 'pino';
import pretty from 'pino-pretty';
import { CamlineError } from '../errors.ts';

export type { Logger };

export interface LogTargets {
  /** JSON lines. */
  readonly file?: string;
  /** Everything to stderr as well: pretty on a terminal, JSON lines elsewhere. */
  readonly verbose: boolean;
  readonly color: boolean;
  readonly level: LevelWithSilent;
}

/** Without a target nothing is logged: what a user must know is printed by the commands themselves. */
export function openLogger({ file, verbose, color, level }: LogTargets): Logger {
  const streams = [
    ...(file === undefined ? [] : [fileStream(file)]),
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

function fileStream(file: string): DestinationStream {
  try {
    return pino.destination({ dest: file, mkdir: true, sync: true });
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new CamlineError('STORE_UNWRITABLE', `Cannot write the log file ${file}: ${reason}.`, { cause });
  }
}

const stderrStream = (color: boolean): DestinationStream =>
  process.stderr.isTTY
    ? pretty({ destination: 2, sync: true, colorize: color, translateTime: 'HH:MM:ss.l' })
    : pino.destination({ dest: 2, sync: true });
