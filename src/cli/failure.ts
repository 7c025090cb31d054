/** What a failure looks like on the command line: one line and an exit code. */
import { CommanderError } from 'commander';
import { CamlineError, messageOf } from '../errors.ts';

const usageExitCode = 2;
const internalExitCode = 1;

/** Exit code of the process for an error that ended it. */
export function exitCodeOf(error: unknown): number {
  if (error instanceof CamlineError) return error.exitCode;
  if (!(error instanceof CommanderError)) return internalExitCode;
  // commander throws for `--help` and `--version` too, with 0, and has then printed what was asked for.
  return error.exitCode === 0 ? 0 : usageExitCode;
}

/** One line; the stack and the cause follow only where `verbose`, or where the fault is ours. */
export function failureText(error: unknown, verbose: boolean): string {
  if (error instanceof CommanderError) return `camline: ${commanderMessage(error)} See: camline --help`;
  if (!(error instanceof CamlineError)) return `camline: Internal error: ${stackOf(error)}`;
  const line = `camline: ${oneLine(error.message)} [${error.code}]`;
  return verbose ? `${line}\n${stackOf(error)}` : line;
}

/** For `--json`: a script finds the reason on stdout, too. */
export function failureJson(error: unknown): { readonly code: string; readonly message: string } {
  if (error instanceof CommanderError) return { code: 'CONFIG_INVALID', message: commanderMessage(error) };
  if (error instanceof CamlineError) return { code: error.code, message: oneLine(error.message) };
  return { code: 'INTERNAL', message: messageOf(error) };
}

const oneLine = (text: string): string => text.trim().replaceAll(/\s*\n\s*/g, ' ');

const stackOf = (error: unknown): string =>
  error instanceof Error ? (error.stack ?? error.message) : String(error);

/** commander writes "error: unknown option '--foo'\n(Did you mean --food?)". */
function commanderMessage(error: CommanderError): string {
  const text = oneLine(error.message.replace(/^error: /, ''));
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}${/[.)?]$/.test(text) ? '' : '.'}`;
}
