/** Twelve kinds of odd images in one run: what the training libraries read is explained, what nobody can read fails alone. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import sharp from 'sharp';
import { expect, test, vi } from 'vitest';
import type { RunRecord } from '../../src/storage/record.ts';
import { camline, miniResnet, samples } from '../support/cli.ts';
import { temporaryFolder } from '../support/temporaryFolder.ts';

vi.setConfig({ testTimeout: 120_000 });

const [width, height] = [120, 90];
const resized = sharp(join(samples, 'rocket.jpg')).resize(width, height, { fit: 'fill' });
const pixels = await resized.removeAlpha().raw().toBuffer();
const photo = () => sharp(pixels, { raw: { width, height, channels: 3 } });
const plain = await photo().png().toBuffer();

async function animated(format: 'gif' | 'webp'): Promise<Buffer> {
  const second = await photo().negate().png().toBuffer();
  return sharp([plain, second], { join: { animated: true } })
    .toFormat(format, { lossless: true })
    .toBuffer();
}

/** A header that promises 60 000 x 60 000 pixels. */
function bomb(): Buffer {
  const bytes = Buffer.from(plain);
  bytes.writeUInt32BE(60_000, 16);
  bytes.writeUInt32BE(60_000, 20);
  return bytes;
}

/** Explained. 'same': their pixels are those of the plain one. */
const fine: Readonly<Record<string, readonly [make: () => Promise<Buffer>, answer: 'same' | 'its own']>> = {
  '16-bit.png': [
    () =>
      sharp(
        Uint16Array.from(pixels, (byte) => 257 * byte),
        { raw: { width, height, channels: 3 } },
      )
        .toColourspace('rgb16')
        .png()
        .toBuffer(),
    'same',
  ],
  'alpha.png': [() => photo().ensureAlpha(0.25).png().toBuffer(), 'same'],
  'animated.webp': [() => animated('webp'), 'same'],
  'animated.gif': [() => animated('gif'), 'its own'],
  'cmyk.jpg': [() => photo().toColourspace('cmyk').jpeg().toBuffer(), 'its own'],
  'grey.png': [() => photo().greyscale().toColourspace('b-w').png().toBuffer(), 'its own'],
  'palette.png': [() => photo().png({ palette: true, colours: 16 }).toBuffer(), 'its own'],
};

const bad: Readonly<Record<string, readonly [bytes: Uint8Array, code: string]>> = {
  'bomb.png': [bomb(), 'IMAGE_TOO_LARGE'],
  'drawing.png': [Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'), 'IMAGE_UNSUPPORTED'],
  'truncated.png': [plain.subarray(0, plain.length / 2), 'IMAGE_CORRUPT'],
  'wrong-type.jpg': [Buffer.from('%PDF-1.7 and more'), 'IMAGE_UNSUPPORTED'],
  'zero-byte.jpg': [Buffer.alloc(0), 'IMAGE_EMPTY'],
};

test('seven are explained, five fail, each with its reason', async () => {
  const cwd = temporaryFolder();
  mkdirSync(join(cwd, 'odd'));
  writeFileSync(join(cwd, 'odd/0-plain.png'), plain);
  for (const [name, [make]] of Object.entries(fine)) writeFileSync(join(cwd, 'odd', name), await make());
  for (const [name, [bytes]] of Object.entries(bad)) writeFileSync(join(cwd, 'odd', name), bytes);
  const args = ['run', 'odd', '--model', miniResnet, '--to', 'out', '--run', 'one', '--shard', '32'];
  const done = await camline([...args, '--outputs', 'heatmaps'], { cwd });
  expect(done).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('8 explained, 5 failed') });
  const lines = readFileSync(join(cwd, 'out/runs/one/records/shard-00000.jsonl'), 'utf8').trim().split('\n');
  const records = new Map(
    lines.map((line) => JSON.parse(line) as RunRecord).map((record) => [record.key, record]),
  );
  const answerOf = (key: string): unknown => {
    const record = records.get(key)!;
    if (record.status === 'failed') return record.code;
    const { width: wide, height: high, top5 } = record;
    return { width: wide, height: high, top5 };
  };
  const expected = answerOf('0-plain.png');
  for (const [name, [, answer]] of Object.entries(fine)) {
    expect(answerOf(name), name).toMatchObject({ width, height });
    expect(isDeepStrictEqual(answerOf(name), expected), name).toBe(answer === 'same');
  }
  for (const [name, [, code]] of Object.entries(bad)) expect(answerOf(name), name).toBe(code);
});
