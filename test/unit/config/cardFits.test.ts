import { expect, test } from 'vitest';
import { checkCardFits } from '../../../src/config/cardFits.ts';
import { imagenetCard } from '../../../src/config/imagenetCard.ts';

const card = { ...imagenetCard('net', { width: 32, height: 24 }), labels: ['cat', 'dog'] };

test('a card that fits gives no warning', () => {
  expect(checkCardFits(card, { input: [3, 24, 32], classCount: 2 }, 'net.json')).toBeUndefined();
  expect(
    checkCardFits({ ...card, labels: null }, { input: [3, 24, 32], classCount: 9 }, 'net.json'),
  ).toBeUndefined();
});

test('a grey card fits a network of one channel, and no other', () => {
  const grey = imagenetCard('net', { width: 32, height: 24 }, 'grey');
  expect(checkCardFits(grey, { input: [1, 24, 32], classCount: 2 }, 'net.json')).toBeUndefined();
  expect(() => checkCardFits(grey, { input: [3, 24, 32], classCount: 2 }, 'net.json')).toThrow(
    "makes [1, 24, 32]. Correct the card's fields input and channels",
  );
});

test.each([[[3, 32, 24]], [[1, 24, 32]], [[3, 24, 33]]])(
  'pictures that do not fit %j are refused',
  (input) => {
    const network = { input: input as [number, number, number], classCount: 2 };
    expect(() => checkCardFits(card, network, 'net.json')).toThrow(
      `The network takes [${input.join(', ')}] (channels, rows, columns), the model card (net.json) makes [3, 24, 32].`,
    );
  },
);

test('labels that do not fit the classes are a warning', () => {
  expect(checkCardFits(card, { input: [3, 24, 32], classCount: 3 }, 'net.json')).toContain(
    '2 labels for 3 classes',
  );
});
