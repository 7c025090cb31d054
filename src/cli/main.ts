#!/usr/bin/env node
/** The command line: argv in, exit code out. Everything it can do is in `commands/`, one file a command. */
import { CommanderError } from 'commander';
import { exitCodeOf, failureJson, failureText } from './failure.ts';
import { printJson } from './output.ts';
import { createProgram } from './program.ts';

process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  // `camline layers | head -3`: the reader has seen enough.
  if (error.code === 'EPIPE') process.exit(0);
  // A terminal that was closed (SIGHUP): work in hand is finished all the same.
  if (error.code !== 'EIO') throw error;
});
process.stderr.on('error', () => undefined);

const program = createProgram();
try {
  await program.parseAsync(process.argv);
} catch (error) {
  const shown = error instanceof CommanderError && error.code === 'commander.help';
  if (!shown && exitCodeOf(error) !== 0) {
    console.error(failureText(error, program.opts()['verbose'] === true));
    if (process.argv.includes('--json')) printJson({ error: failureJson(error) });
  }
  process.exitCode = exitCodeOf(error);
}
