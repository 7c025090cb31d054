/**
 * A `console` block as a list of commands with the output that the page shows: lines with `$ ` are commands, the others
 * are lines of output. `…` stands for any text, alone on a line for any lines.
 */
export interface Command {
  readonly text: string;
  /** It goes on beside the commands behind it: `&` at the end. */
  readonly isBackground: boolean;
  readonly shown: readonly string[];
}

export function commandsOf(lines: readonly string[]): Command[] {
  const commands: { text: string; isBackground: boolean; shown: string[] }[] = [];
  for (const line of lines) {
    if (line.startsWith('$ ')) {
      const isBackground = line.endsWith(' &');
      commands.push({ text: line.slice(2, isBackground ? -2 : undefined), isBackground, shown: [] });
    } else if (line.trim() !== '') commands.at(-1)?.shown.push(line.trimEnd());
  }
  return commands;
}

/** The first line of the page that the output lacks, in order; undefined where all are there. */
export function missingLine(shown: readonly string[], output: string): string | undefined {
  const lines = output.split('\n').map((line) => line.trimEnd());
  let from = 0;
  for (const expected of shown.filter((line) => line !== '…')) {
    const at = lines.findIndex((line, index) => index >= from && isLike(line, expected));
    if (at < 0) return expected;
    from = at + 1;
  }
  return undefined;
}

function isLike(line: string, expected: string): boolean {
  const parts = expected.split('…').map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`));
  return new RegExp(`^${parts.join('.*')}$`).test(line);
}
