/** The boundary check is itself checked: it sees every file, and it catches what it is there for. */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { root } from '../../../scripts/lib/paths.mjs';

interface Result {
  readonly modules: readonly { readonly source: string }[];
  readonly summary: {
    readonly violations: readonly { readonly rule: { readonly name: string }; readonly from: string }[];
  };
}

const cruiser = join(root, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs');

function cruise(folder: string): Result {
  const args = [cruiser, '--config', '.dependency-cruiser.cjs', '--output-type', 'json', 'src'];
  const { stdout, stderr } = spawnSync(process.execPath, args, {
    cwd: folder,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
  expect(stderr).toBe('');
  return JSON.parse(stdout) as Result;
}

const sources = (): string[] =>
  readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => `src/${file}`);

test('it sees every file of src', () => {
  const seen = new Set(cruise(root).modules.map(({ source }) => source));
  expect(sources().filter((file) => !seen.has(file))).toEqual([]);
  expect(sources().length).toBeGreaterThan(30);
});

/** One planted file per rule: where it lies, what it says, which rule must object. */
const violations = [
  ['src/methods/planted.ts', `import '../storage/keys.ts';`, 'room-methods'],
  [
    'src/methods/plantedCode.ts',
    `import { openModel } from '../model/openModel.ts'; void openModel;`,
    'room-methods',
  ],
  ['src/methods/plantedEngine.ts', `import '../engine/engine.ts';`, 'methods-know-types-only'],
  ['src/tensor/planted.ts', `import '../storage/keys.ts';`, 'room-base'],
  ['src/producer/planted.ts', `import '../worker/planted.ts';`, 'room-producer'],
  ['src/worker/planted.ts', `import '../producer/planted.ts';`, 'room-worker'],
  ['src/storage/planted.ts', `import sharp from 'sharp'; void sharp;`, 'library-sharp'],
  ['src/storage/plantedQueue.ts', `import { Queue } from 'bullmq'; void Queue;`, 'library-bullmq'],
  ['src/cli/plantedDev.ts', `import { execa } from 'execa'; void execa;`, 'no-dev-dependency'],
  ['src/cli/plantedA.ts', `import './plantedB.ts';`, 'no-cycles'],
  ['src/cli/plantedNowhere.ts', `import './nowhere.ts';`, 'resolvable'],
] as const;

describe('it catches what is planted in a copy', () => {
  let copy: string;
  let found: Result['summary']['violations'];
  beforeAll(() => {
    copy = mkdtempSync(join(tmpdir(), 'camline-boundaries-'));
    for (const name of ['src', '.dependency-cruiser.cjs', 'tsconfig.json', 'package.json']) {
      cpSync(join(root, name), join(copy, name), { recursive: true });
    }
    symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'));
    for (const [file, text] of violations) writeFileSync(join(copy, file), `${text}\nexport {};\n`);
    // The way back of the cycle that plantedA begins; a cycle is reported once.
    writeFileSync(join(copy, 'src/cli/plantedB.ts'), `import './plantedA.ts';\nexport {};\n`);
    found = cruise(copy).summary.violations;
  });
  afterAll(() => rmSync(copy, { recursive: true }));

  test.each(violations)('%s', (file, _text, rule) => {
    expect(found.filter(({ from }) => from === file).map((violation) => violation.rule.name)).toContain(rule);
  });
});
