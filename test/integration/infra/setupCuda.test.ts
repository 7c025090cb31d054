/** `npm run setup:cuda -- --wheel FILE`, with wheels made here: names and places are those of PyPI's onnxruntime-gpu. */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { installFromWheel, runtimeVersion } from '../../../scripts/lib/cudaProviders.mjs';
import { hasPeers, python } from '../../../scripts/lib/peers.mjs';
import { temporaryFolder } from '../../support/temporaryFolder.ts';

const names = ['shared', 'cuda', 'tensorrt'].map((name) => `libonnxruntime_providers_${name}.so`);

/** A wheel is a zip with its own metadata. */
function wheel(folder: string, version: string): string {
  const file = join(folder, `onnxruntime_gpu-${version}-py3-none-any.whl`);
  const metadata = `onnxruntime_gpu-${version}.dist-info`;
  const contents = Object.fromEntries([
    ...names.map((name) => [`onnxruntime/capi/${name}`, `bytes of ${name}`]),
    [`${metadata}/METADATA`, `Metadata-Version: 2.1\nName: onnxruntime-gpu\nVersion: ${version}\n`],
    [`${metadata}/WHEEL`, 'Wheel-Version: 1.0\nRoot-Is-Purelib: false\nTag: py3-none-any\n'],
    [`${metadata}/RECORD`, ''],
  ]) as Record<string, string>;
  const script = `import json, sys, zipfile
with zipfile.ZipFile(sys.argv[1], 'w') as archive:
    for name, text in json.loads(sys.argv[2]).items():
        archive.writestr(name, text)`;
  const { status, stderr } = spawnSync(python, ['-c', script, file, JSON.stringify(contents)], {
    encoding: 'utf8',
  });
  expect(status, stderr).toBe(0);
  return file;
}

describe.skipIf(!hasPeers())('a wheel (skipped without Python and pip: npm run peers)', () => {
  test('the three libraries come to lie beside those of ONNX Runtime', () => {
    const folder = temporaryFolder();
    const into = join(folder, 'bin');
    installFromWheel({ wheel: wheel(folder, runtimeVersion()), into, python });
    for (const name of names) expect(readFileSync(join(into, name), 'utf8')).toBe(`bytes of ${name}`);
  });

  test('one of another version is refused, and nothing is copied', () => {
    const folder = temporaryFolder();
    const into = join(folder, 'bin');
    expect(() => installFromWheel({ wheel: wheel(folder, '1.2.3'), into, python })).toThrow(
      `Expected onnxruntime-gpu ${runtimeVersion()}, as onnxruntime-node is installed here; the wheel holds onnxruntime-gpu 1.2.3.`,
    );
    expect(existsSync(into)).toBe(false);
  });

  test('one that is not there is named', () => {
    expect(() => installFromWheel({ wheel: '/nowhere/x.whl', into: temporaryFolder(), python })).toThrow(
      'there is no file /nowhere/x.whl',
    );
  });
});
