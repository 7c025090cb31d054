import { wantsColor } from '../config/environment.ts';
import type { Settings } from '../config/settings.ts';
import { openLogger, type Logger } from './logger.ts';

/** @param stderr whether everything goes to stderr, too: pretty on a terminal, JSON lines elsewhere */
export const loggerOf = ({ logFile, logLevel }: Settings, stderr: boolean): Promise<Logger> =>
  openLogger({
    ...(logFile === undefined ? {} : { file: logFile }),
    verbose: stderr,
    color: wantsColor(),
    level: logLevel,
  });
