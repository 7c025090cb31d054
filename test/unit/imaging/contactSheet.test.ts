import { expect, test } from 'vitest';
import { contactSheet, type Sheet } from '../../../src/imaging/contactSheet.ts';
import { sharp } from '../../../src/imaging/sharp.ts';

const solid = (r: number, g: number, b: number, width = 8, height = 8) => ({
  data: Uint8Array.from({ length: width * height * 3 }, (_, index) => [r, g, b][index % 3]!),
  width,
  height,
});

const sheet: Sheet = {
  title: 'run <1> & more',
  subtitle: 'network · layer',
  columns: ['photograph', 'gradcam'],
  rows: [
    { title: 'a.jpg', lines: ['39%  cat'], pictures: [solid(255, 0, 0), solid(0, 255, 0)] },
    { title: 'b.jpg', lines: [], pictures: [solid(0, 0, 255, 16, 8), undefined] },
  ],
};

async function pixels(jpeg: Uint8Array): Promise<(x: number, y: number) => string> {
  const { data, info } = await sharp(jpeg).raw().toBuffer({ resolveWithObject: true });
  return (x, y) => {
    const at = (y * info.width + x) * 3;
    const named = {
      red: [255, 0, 0],
      green: [0, 255, 0],
      blue: [0, 0, 255],
      grey: [241, 241, 243],
      white: [255, 255, 255],
    };
    const isNear = (colour: number[]): boolean =>
      colour.every((value, index) => Math.abs(value - data[at + index]!) < 6);
    return Object.entries(named).find(([, colour]) => isNear(colour))?.[0] ?? 'other';
  };
}

test('rows downwards, columns to the right, an empty place where a picture is missing', async () => {
  const jpeg = await contactSheet(sheet);
  const { width, height } = await sharp(jpeg).metadata();
  const at = await pixels(jpeg);
  const [left, right] = [width - 36 - 224 - 10 - 112, width - 36 - 112];
  const [upper, lower] = [height - 36 - 224 - 10 - 112, height - 36 - 112];
  expect([at(left, upper), at(right, upper), at(left, lower), at(right, lower)]).toEqual([
    'red',
    'green',
    'blue',
    'grey',
  ]);
  // 16 x 8 keeps its shape within the square cell.
  expect(at(left, lower - 90)).toBe('grey');
});

test('where no picture belongs, the paper stays white', async () => {
  const at = await pixels(
    await contactSheet({ ...sheet, rows: [{ title: '', lines: [], pictures: [solid(255, 0, 0), null] }] }),
  );
  const middle = 36 + 62 + 26 + 112;
  expect([at(36 + 208 + 112, middle), at(36 + 208 + 234 + 112, middle)]).toEqual(['red', 'white']);
});

test('equal content gives equal bytes', async () => {
  expect(await contactSheet(sheet)).toEqual(await contactSheet(sheet));
  expect([...(await contactSheet(sheet, 'png')).subarray(1, 4)]).toEqual([...Buffer.from('PNG')]);
});

test('a run without any picture still has a sheet', async () => {
  const jpeg = await contactSheet({ title: 'empty', subtitle: '', columns: [], rows: [] });
  expect((await sharp(jpeg).metadata()).format).toBe('jpeg');
});
