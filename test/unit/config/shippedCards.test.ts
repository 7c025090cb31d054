import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readModelCard } from '../../../src/config/readModelCard.ts';
import { shippedCardNames } from '../../../src/config/shippedCards.ts';
import { readPhoto } from '../../../src/imaging/readPhoto.ts';
import { failure } from '../../support/failure.ts';

/** What the libraries themselves make of the photograph; written by make.py beside it. */
const fixtures = 'test/fixtures/cards';
const libraries = JSON.parse(readFileSync(join(fixtures, 'libraries.json'), 'utf8')) as Record<
  string,
  { readonly shape: number[]; readonly every2459: number[] }
>;
const modelPath = '/nowhere/net.onnx';
const names = await shippedCardNames();

test.each(names)('%s prepares a photograph as its library does', async (name) => {
  const { card } = await readModelCard({ modelPath, cardPath: name });
  const { input } = await readPhoto(join(fixtures, 'photo.png'), card);
  const expected = libraries[name]!;
  expect(input.shape.slice(-3)).toEqual(expected.shape);
  const sampled = [...input.data].filter((_, index) => index % 2459 === 0);
  const furthest = Math.max(...sampled.map((value, at) => Math.abs(value - expected.every2459[at]!)));
  // The fixture has five decimals; a byte that rounds the other way would be 0.0039 or more off.
  expect(furthest).toBeLessThan(2e-5);
});

test('every card stands in the README beside it, and no other', () => {
  const page = readFileSync('config/cards/README.md', 'utf8');
  const listed = [...page.matchAll(/^\| `([\w-]+)` +\|/gm)].map(([, name]) => name);
  expect(new Set(listed)).toEqual(new Set(names));
  expect(listed).toHaveLength(names.length);
});

describe('a card at the size of another network', () => {
  test('keeps the share that is cut away, rounded down', async () => {
    const { card, origin } = await readModelCard({
      modelPath,
      cardPath: 'torchvision-v2',
      networkInput: [3, 320, 300],
    });
    expect(card).toMatchObject({
      input: { width: 300, height: 320 },
      resize: { rule: 'shortSide', size: 331 },
    });
    expect(origin).toBe("camline's card torchvision-v2");
  });

  test('squeezes to exactly that size where both sides are fixed', async () => {
    const { card } = await readModelCard({ modelPath, cardPath: 'keras-tf', networkInput: [3, 96, 128] });
    expect(card.resize.size).toEqual({ width: 128, height: 96 });
  });
});

test('an unknown name lists the cards that there are', async () => {
  const { message } = await failure(() => readModelCard({ modelPath, cardPath: 'keras-coffee' }));
  expect(message).toContain('keras-coffee');
  for (const name of names) expect(message).toContain(name);
});
