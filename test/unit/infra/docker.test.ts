import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { validate } from 'dockerfile-utils';
import { describe, expect, test } from 'vitest';
import { root } from '../../../scripts/lib/paths.mjs';
import { commandProblem } from '../../support/docs/commandLine.ts';
import { infraText } from '../../support/infra.ts';

describe.each(['Dockerfile', 'cuda.Dockerfile'])('%s', (file) => {
  const text = infraText(`docker/${file}`);
  /** Without comments; a backslash at the end of a line goes on. */
  const instructions = text
    .replaceAll(/^#.*\n/gm, '')
    .replaceAll(/\\\n/g, ' ')
    .split('\n')
    .filter((line) => line !== '');
  const argumentsOf = (name: string): string[] =>
    instructions.filter((line) => line.startsWith(`${name} `)).map((line) => line.slice(name.length + 1));

  test("Docker's own rules", () => {
    expect(validate(text).map(({ message }) => message)).toEqual([]);
  });

  test('base images are arguments', () => {
    for (const from of argumentsOf('FROM')) expect(from).toMatch(/^\$\{[A-Z_]+\} AS [a-z]+$/);
  });

  test('what is copied is there, and not ignored', () => {
    const copied = argumentsOf('COPY')
      .filter((words) => !words.startsWith('--from'))
      .flatMap((words) => words.split(' ').slice(0, -1));
    expect(copied.length).toBeGreaterThan(5);
    for (const path of copied) expect(existsSync(join(root, path)), path).toBe(true);
    const ignored = infraText(`docker/${file}.dockerignore`).split('\n');
    for (const path of copied) expect(ignored).not.toContain(path.replace('./', ''));
  });

  test('the last stage runs as a user of its own, named by number', () => {
    expect(argumentsOf('USER').at(-1)).toMatch(/^[1-9]\d*:[1-9]\d*$/);
  });

  test('what it starts is a command of camline', () => {
    const [command] = argumentsOf('CMD');
    expect(commandProblem(JSON.parse(command!) as string[])).toBe(undefined);
  });
});
