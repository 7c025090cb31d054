/** Which of a file's outputs is explained. */
import { unknownName } from '../../errors.ts';

interface Named {
  readonly name: string;
}

/** Throws CONFIG_INVALID for a name that no output has. */
export function namedOutput<Output extends Named>(outputs: readonly Output[], wanted: string): Output {
  const found = outputs.find(({ name }) => name === wanted);
  const names = outputs.map(({ name }) => name);
  if (found === undefined) throw unknownName('CONFIG_INVALID', 'output', wanted, names);
  return found;
}

/** What is said where `chosen` was taken among several that nobody chose from. */
export function notesOnOthers<Output extends Named>(outputs: readonly Output[], chosen: Output): string[] {
  const others = outputs.filter((output) => output !== chosen).map(({ name }) => `"${name}"`);
  if (others.length === 0) return [];
  return [
    `The file has ${outputs.length} outputs; "${chosen.name}" is taken as the class scores. ` +
      `Another is explained with --output NAME: ${others.join(', ')}.`,
  ];
}
