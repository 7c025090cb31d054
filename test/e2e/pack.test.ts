/** What `npm pack` makes, installed into an empty folder: the library door and the command line work there. */
import { copyFileSync, mkdirSync, readdirSync, readlinkSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { beforeAll, expect, test } from 'vitest';
import { npm } from '../../scripts/lib/install.mjs';
import { root } from '../../scripts/lib/paths.mjs';
import { samples } from '../support/cli.ts';
import { sharedFolder } from '../support/sharedFolder.ts';

const folder = sharedFolder();
const home = join(folder, 'home');
const lite0 = join(root, 'models/efficientnet_lite0.onnx');
let packed: readonly string[];

beforeAll(() => {
  mkdirSync(home);
  const pack = npm(['pack', '--json', '--pack-destination', folder]);
  const [made] = JSON.parse(pack.stdout) as [{ filename: string; files: { path: string }[] }];
  packed = made.files.map(({ path }) => path);
  writeFileSync(join(home, 'package.json'), '{ "name": "home", "private": true, "type": "module" }');
  const install = npm(
    ['install', '--prefer-offline', '--no-audit', '--no-fund', join(folder, made.filename)],
    home,
  );
  if (install.status !== 0) throw new Error(install.stderr);
}, 300_000);

test('the package holds what runs and what must be read, and no sources', () => {
  for (const file of [
    'dist/index.js',
    'dist/index.d.ts',
    'dist/cli/main.js',
    'README.md',
    'LICENSE',
    'NOTICE',
    'CHANGELOG.md',
  ]) {
    expect(packed).toContain(file);
  }
  const strays = packed.filter(
    (file) => /^(src|test|scripts|models|samples|bench|docs)\//.test(file) || /(?<!\.d)\.ts$/.test(file),
  );
  expect(strays).toEqual([]);
});

test('npm pack puts it into the clone’s folder, and without a build it fails and names what to do', () => {
  const clone = join(folder, 'clone');
  mkdirSync(join(clone, 'dist/cli'), { recursive: true });
  for (const file of ['package.json', '.npmrc']) copyFileSync(join(root, file), join(clone, file));
  writeFileSync(join(clone, 'dist/cli/main.js'), '');
  const unbuilt = npm(['pack'], clone);
  expect(unbuilt.status).not.toBe(0);
  expect(unbuilt.stderr).toContain('npm-run-build-comes-first');
  expect(readdirSync(clone).filter((name) => name.endsWith('.tgz'))).toEqual([]);

  const link = readlinkSync(join(root, 'dist/.npm-run-build-comes-first'));
  symlinkSync(link, join(clone, 'dist/.npm-run-build-comes-first'));
  const built = npm(['pack'], clone);
  expect(built.status, built.stderr).toBe(0);
  expect(readdirSync(clone).filter((name) => name.endsWith('.tgz'))).toHaveLength(1);
});

const program = `
import { openModel, readModelCard, readPhoto } from 'camline';
const model = await openModel(process.argv[2]);
try {
  const { card } = await readModelCard({ modelPath: process.argv[2] });
  const photo = await readPhoto(process.argv[3], card);
  const { maps, classes, layers } = await model.explain(photo.input, { method: 'gradcam' });
  console.log(JSON.stringify({ shape: maps.shape, peak: Math.max(...maps.data), classes, layers }));
} finally {
  await model.close();
}
`;

test('import { openModel } explains a photograph', async () => {
  writeFileSync(join(home, 'explain.js'), program);
  const { stdout } = await execa(process.execPath, ['explain.js', lite0, join(samples, 'chelsea.jpg')], {
    cwd: home,
  });
  expect(JSON.parse(stdout)).toEqual({
    shape: [1, 224, 224],
    peak: expect.closeTo(1, 5),
    classes: [[282]],
    layers: ['head'],
  });
});

test('npx camline explain writes its files', () => {
  copyFileSync(join(samples, 'chelsea.jpg'), join(home, 'cat.jpg'));
  const result = npm(
    ['exec', '--', 'camline', 'explain', 'cat.jpg', '--model', lite0, '--out', 'maps'],
    home,
  );
  expect(result.status, result.stderr).toBe(0);
  expect(result.stdout).toMatch(/tiger cat/);
  expect(readdirSync(join(home, 'maps'))).toContain('cat.gradcam.overlay.jpg');
});

test('the types of the door are there for TypeScript', async () => {
  writeFileSync(
    join(home, 'types.ts'),
    `import { openModel, CamlineError, type Explanation } from 'camline';
     const model = await openModel('m.onnx');
     const one: Explanation = await model.explain({ data: new Float32Array(3), shape: [1, 3, 1, 1] });
     const shape: readonly number[] = one.maps.shape;
     const code: 'METHOD_UNKNOWN' | string = new CamlineError('METHOD_UNKNOWN', '').code;
     // @ts-expect-error an unknown option
     await model.explain(one.maps, { methods: 'gradcam' });
     console.log(shape, code);`,
  );
  const tsc = join(root, 'node_modules/typescript/bin/tsc');
  const types = ['--types', 'node', '--typeRoots', join(root, 'node_modules/@types')];
  const how = ['--noEmit', '--strict', '--module', 'nodenext', '--target', 'es2023', ...types];
  const { exitCode, stdout } = await execa(process.execPath, [tsc, ...how, 'types.ts'], {
    cwd: home,
    reject: false,
  });
  expect(stdout).toBe('');
  expect(exitCode).toBe(0);
});
