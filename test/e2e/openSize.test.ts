/** Files that leave the size of their images open, as Hugging Face Optimum and many PyTorch users export them. */
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { camline, samples } from '../support/cli.ts';
import { declaredWith } from '../support/declaredWith.ts';
import { tinyClassifier } from '../support/onnxModel.ts';
import { sharedFolder } from '../support/sharedFolder.ts';

const cwd = sharedFolder();
const open = ['batch_size', 'num_channels', 'height', 'width'];
const bytes = declaredWith(open, tinyClassifier({ perImage: 1 }));
const photo = join(samples, 'chelsea.jpg');

/** The open network in a folder of its own, `card` beside it. */
function network(name: string, card?: object): string {
  mkdirSync(join(cwd, name));
  writeFileSync(join(cwd, name, 'net.onnx'), bytes);
  if (card !== undefined) writeFileSync(join(cwd, name, 'preprocessor_config.json'), JSON.stringify(card));
  return join(name, 'net.onnx');
}

const processor = {
  size: { height: 48, width: 64 },
  image_mean: [0.5, 0.5, 0.5],
  image_std: [0.5, 0.5, 0.5],
};

/** Rows and columns that a command opened the file for. */
async function sizeOf(model: string, ...more: string[]): Promise<readonly number[]> {
  const { stdout, stderr } = await camline(['layers', '--model', model, '--json', ...more], { cwd });
  expect(stdout, stderr).toMatch(/^\{/);
  const { model: facts } = JSON.parse(stdout) as { model: { input: readonly number[] } };
  return facts.input.slice(1);
}

test('the size is what the command line says, else the card, else 224 x 224', async () => {
  const [plain, withCard] = [network('plain'), network('with-card', processor)];
  expect(await sizeOf(plain)).toEqual([224, 224]);
  expect(await sizeOf(plain, '--size', '128x256')).toEqual([128, 256]);
  expect(await sizeOf(withCard)).toEqual([48, 64]);
  expect(await sizeOf(withCard, '--size', '32x32')).toEqual([32, 32]);
});

test('check says that it is open, and verifies the network', async () => {
  const { stdout, exitCode } = await camline(['check', network('checked'), '--size', '24x40'], { cwd });
  expect(stdout).toMatch(
    /^input +float32 \[n, 3, 24, 40\], channels first; the file takes other sizes too$/m,
  );
  expect(stdout).toMatch(/^FINE: /m);
  expect(exitCode).toBe(0);
});

test('explain and run take it, and the run keeps it for its workers', async () => {
  const model = network('run', processor);
  const explained = await camline(['explain', photo, '--model', model, '--out', 'one', '--json'], { cwd });
  expect(explained.exitCode, explained.stderr).toBe(0);
  mkdirSync(join(cwd, 'photos'));
  cpSync(photo, join(cwd, 'photos', 'chelsea.jpg'));
  const run = await camline(['run', 'photos', '--model', model, '--to', 'out', '--run', 'r'], { cwd });
  expect(run.exitCode, run.stderr).toBe(0);
  const { request } = JSON.parse(readFileSync(join(cwd, 'out/runs/r/run.json'), 'utf8')) as {
    request: { model: { size: readonly number[] } };
  };
  expect(request.model.size).toEqual([48, 64]);
});

test('a size that the file does not take', async () => {
  writeFileSync(join(cwd, 'fixed.onnx'), tinyClassifier(1).encode());
  const { stderr, exitCode } = await camline(['layers', '--model', 'fixed.onnx', '--size', '32x48'], { cwd });
  expect(stderr).toMatch(
    /takes images of 8x8 \(rows x columns\) only, --size asks for 32x48.*\[CONFIG_INVALID\]$/,
  );
  expect(exitCode).toBe(2);
});
