/** Whether what a page or a manifest tells to type would be understood: the command and its options exist. */
import type { Command } from 'commander';
import { createProgram } from '../../../src/cli/program.ts';

const program = createProgram();

/** What is wrong with the words behind `camline`, or undefined. */
export function commandProblem(words: readonly string[]): string | undefined {
  const [command, rest] = commandOf(words);
  if (command === program) return `there is no command ${words[0] ?? ''}`;
  const known = ['--help', ...optionsOf(command)];
  const used = rest.flatMap((word) => /^\[?(--[a-z][a-z-]+)/.exec(word)?.[1] ?? []);
  const unknown = used.filter((option) => !known.includes(option));
  return unknown.length === 0 ? undefined : `${command.name()} has no option ${unknown.join(', ')}`;
}

/** The command that the words name, and what is left of them. */
function commandOf(words: readonly string[], from: Command = program): [Command, readonly string[]] {
  const [first, ...rest] = words;
  const inner = from.commands.find((command) => command.name() === first);
  return inner === undefined ? [from, words] : commandOf(rest, inner);
}

const optionsOf = (command: Command | null): string[] =>
  command === null
    ? []
    : [...command.options.flatMap(({ long }) => long ?? []), ...optionsOf(command.parent)];
