import { expect, test } from 'vitest';
import type { ExplainedPhoto } from '../../../../src/cli/explain/explained.ts';
import { gridSheet } from '../../../../src/cli/explain/gridPicture.ts';

const map = { data: Float32Array.of(0, 1), shape: [1, 2] };
const crop = { data: new Uint8Array(6).fill(90), width: 2, height: 1 };
const card = { name: 'net', channels: 'rgb' } as const;

const photo = (method: string, layers: string[], flat = false): ExplainedPhoto =>
  ({
    method,
    look: 'overlay',
    layers,
    top5: [{ index: 3, name: 'cat', probability: 0.8 }],
    classes: [3, 5].map((index) => ({
      class: { index, name: `c${index}`, probability: 0.1 * index },
      flat: flat && index === 5,
      map,
      values: null,
    })),
  }) as unknown as ExplainedPhoto;

const methods = [photo('gradcam++', ['a', 'b']), photo('fullgrad', [])];
const single = [photo('fullgrad', []), photo('gradcam++', ['a']), photo('gradcam++', ['b'], true)];
const sheet = gridSheet('cat.jpg', card, crop, { methods, single });

test('a row for each method and class, a column for each layer, the whole network last', () => {
  expect(sheet.columns).toEqual(['photograph', 'a', 'b', 'whole network']);
  expect(sheet.rows.map(({ title, lines }) => [title, lines[0]])).toEqual([
    ['Grad-CAM++', 'c3'],
    ['Grad-CAM++', 'c5'],
    ['FullGrad', 'c3'],
    ['FullGrad', 'c5'],
  ]);
  expect(sheet.subtitle).toBe('net · cat 0.80');
});

test('the photograph stands once, and a method only where it has something to show', () => {
  const shape = sheet.rows.map(({ pictures }) =>
    pictures.map((picture) => (picture === null ? '-' : 'x')).join(''),
  );
  expect(shape).toEqual(['xxx-', '-xx-', '---x', '---x']);
  expect(sheet.rows[0]!.pictures[0]).toBe(crop);
});

test('a flat map is named', () => {
  expect(sheet.rows[0]!.lines).not.toContain('flat at b');
  expect(sheet.rows[1]!.lines).toContain('flat at b');
});
