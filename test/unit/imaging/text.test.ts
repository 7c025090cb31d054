import { expect, test } from 'vitest';
import { sharp } from '../../../src/imaging/sharp.ts';
import { shorten, textLine, type TextStyle } from '../../../src/imaging/text.ts';

const style: TextStyle = { size: 14, weight: 'regular', colour: '#000000' };

const render = (text: string, weight: TextStyle['weight'] = 'regular') =>
  sharp(textLine(text, 0, 0, { ...style, weight }).input as { text: { text: string } })
    .png()
    .toBuffer({ resolveWithObject: true });

/** How much of the picture is covered. */
async function ink(png: Uint8Array): Promise<number> {
  const alpha = await sharp(png).extractChannel(3).raw().toBuffer();
  return alpha.reduce((sum, value) => sum + value, 0);
}

test('a long path keeps both ends', () => {
  expect(shorten('short.jpg', 20)).toBe('short.jpg');
  const cut = shorten('animals/dogs/2024/IMG_20240102_0001.jpg', 20);
  expect(cut).toHaveLength(20);
  expect(cut.startsWith('animals')).toBe(true);
  expect(cut.endsWith('_0001.jpg')).toBe(true);
});

test('a character of several code units is never cut in half', () => {
  expect(shorten('👩‍👩‍👧'.repeat(9), 3)).toBe('…👩‍👩‍👧👩‍👩‍👧');
});

test('lines of different letters are equally high, so that they share a baseline', async () => {
  const heights = await Promise.all(
    ['xxx', 'Ag|', 'Ay', '…'].map(async (text) => (await render(text)).info.height),
  );
  expect(new Set(heights).size).toBe(1);
});

test('our own font in both weights, whatever was drawn before', async () => {
  const before = await render('Grad-CAM', 'semibold');
  const regular = await render('Grad-CAM', 'regular');
  const after = await render('Grad-CAM', 'semibold');
  expect(after.data).toEqual(before.data);
  expect(await ink(regular.data)).toBeLessThan(0.9 * (await ink(before.data)));
});

test('markup and control characters are letters like others', async () => {
  const { info } = await render('<b>&amp;</b>\u0000\u0001\ud800');
  const plain = await render('amp');
  expect(info.width).toBeGreaterThan(2 * plain.info.width);
});
