/** The pages about adding something are followed to the letter in a copy of the repository, which must compile and pass. */
import { cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { expect, onTestFinished, test } from 'vitest';
import { root, workFolder } from '../../../scripts/lib/paths.mjs';
import { follow } from '../../support/docs/workedExample.ts';

const vitest = 'node_modules/vitest/vitest.mjs';
const pages = ['docs/adding-a-method.md', 'docs/adding-a-gradient-rule.md', 'docs/adding-a-store.md'];
/** Of the repository's own, which see what the pages added: file, and which of its tests. */
const ownTests = [
  ['test/unit/methods/methods.test.ts', 'absgradcam'],
  ['test/unit/engine/onnx/grad/gradRules.test.ts', 'Atan|every other rule'],
] as const;

test('the worked examples compile, and their tests pass', { timeout: 300_000 }, async () => {
  const folder = copyOfRepository();
  const written = pages.flatMap((page) => follow(page, folder));
  expect(written).toHaveLength(8);

  writeFileSync(
    join(folder, 'tsconfig.pages.json'),
    JSON.stringify({ extends: './tsconfig.json', include: written }),
  );
  const types = await inCopy(folder, [
    'node_modules/typescript/bin/tsc',
    '-p',
    'tsconfig.pages.json',
    '--noEmit',
  ]);
  expect(types.exitCode, types.all).toBe(0);
  const newTests = written.filter((path) => path.endsWith('.test.ts')).map((path) => [path, ''] as const);
  for (const [file, names] of [...newTests, ...ownTests]) {
    const { exitCode, all } = await inCopy(folder, [vitest, 'run', '--root', folder, file, '-t', names]);
    expect(exitCode, all).toBe(0);
    expect(all, file).toMatch(/Tests +[1-9]\d* passed/);
  }
});

/** Inside the repository, so that node_modules is found from there. */
function copyOfRepository(): string {
  const folder = join(workFolder, `worked-${process.pid}`);
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  mkdirSync(folder, { recursive: true });
  const parts = [
    'src',
    'test',
    'scripts',
    'bench',
    'config',
    'package.json',
    'tsconfig.json',
    'vitest.config.ts',
  ];
  const isWanted = (path: string): boolean => !path.startsWith(join(root, 'test', 'fixtures'));
  for (const part of parts)
    cpSync(join(root, part), join(folder, part), { recursive: true, filter: isWanted });
  return folder;
}

const inCopy = (folder: string, [program, ...args]: readonly string[]) =>
  execa(process.execPath, [join(root, program!), ...args], {
    cwd: folder,
    env: { PATH: process.env['PATH'], HOME: process.env['HOME'], NO_COLOR: '1' },
    extendEnv: false,
    all: true,
    reject: false,
  });
