/** Files that are no model, or that nobody should trust: one line, exit code 2, nothing written. */
import { mkdirSync, mkdtempSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { camline, samples } from '../support/cli.ts';
import { hostileModels, type HostileModel } from '../support/hostileModels.ts';
import { sharedFolder } from '../support/sharedFolder.ts';

const work = sharedFolder();
const photo = join(samples, 'chelsea.jpg');

const commands: Readonly<Record<string, (model: string) => readonly string[]>> = {
  check: (model) => ['check', model],
  layers: (model) => ['layers', '--model', model],
  explain: (model) => ['explain', photo, '--model', model],
};

async function expectOneLine(command: string, { what, code, says, write }: HostileModel): Promise<void> {
  const folder = mkdtempSync(join(work, 'hostile-'));
  const model = write(folder);
  const cwd = join(folder, 'here');
  mkdirSync(cwd);
  const { exitCode, stdout, stderr } = await camline(commands[command]!(join('..', model)), { cwd });
  const lines = stderr.split('\n').filter((line) => !line.startsWith('camline: warning'));
  expect(lines, what).toEqual([expect.stringMatching(new RegExp(`^camline: .*\\[${code}\\]$`))]);
  expect(lines[0], what).toMatch(says);
  expect([what, exitCode, stdout, readdirSync(cwd)]).toEqual([what, 2, '', []]);
}

/** One of each kind; the rest is told in test/unit/engine/onnx/passes/hostileModels.test.ts. */
const kinds = [...new Set(hostileModels.map(({ code }) => code))];

test.each(Object.keys(commands))('%s says what is wrong with the file, in one line', async (command) => {
  const turn = Object.keys(commands).indexOf(command);
  for (const kind of kinds) {
    const models = hostileModels.filter(({ code }) => code === kind);
    await expectOneLine(command, models[turn % models.length]!);
  }
});
