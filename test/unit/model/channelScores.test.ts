import { describe, expect, test } from 'vitest';
import type { ChannelBudget } from '../../../src/config/channelBudget.ts';
import { budgetChunk, channelScores, type Mask } from '../../../src/model/channelScores.ts';
import { uniforms } from '../../../src/tensor/random.ts';

const count = 100;
const all = Array.from({ length: count }, (_, channel) => channel);
const [places, heights, scores] = [uniforms(1, count), uniforms(2, count), uniforms(3, 2 * count)];
/** Every tenth channel is the same everywhere, some of them not at zero. */
const isFlat = (channel: number): boolean => channel % 10 === 3;
const rise = (channel: number): number => (isFlat(channel) ? 0 : 0.1 + heights[channel]!);
const activations = {
  data: Float32Array.from(all.flatMap((channel) => [places[channel]!, places[channel]! + rise(channel)])),
  shape: [count, 1, 2],
};
const live = all.filter((channel) => !isFlat(channel));
/** By standard deviation, which is half the rise. */
const ordered = live.toSorted((a, b) => rise(b) - rise(a));

const flatScore = -0.25;
const scoreOf = (mask: Mask, column: number): number =>
  mask === null ? flatScore : Math.fround(4 * scores[2 * mask + column]!);

/** Scores of two classes, and the masks that each call asked for. */
async function scored(budget: ChannelBudget | null) {
  const calls: Mask[][] = [];
  const rows = await channelScores(activations, 2, budget, async (masks) => {
    calls.push([...masks]);
    const data = Float32Array.from(masks.flatMap((mask) => [scoreOf(mask, 0), scoreOf(mask, 1)]));
    return { data, shape: [masks.length, 2] };
  });
  return { calls, rows: rows.map((row) => [...row]) };
}

/** What comes out where `channels` are scored, and flat ones where `flat`. */
const expected = (channels: readonly number[], flat: boolean): number[][] =>
  [0, 1].map((column) =>
    all.map((channel) => {
      if (isFlat(channel)) return flat ? flatScore : -Infinity;
      return channels.includes(channel) ? scoreOf(channel, column) : -Infinity;
    }),
  );

test('without a budget every channel in one call, flat ones by one mask', async () => {
  const { calls, rows } = await scored(null);
  expect(calls).toEqual([[...live, null]]);
  expect(rows).toEqual(expected(live, true));
});

describe('top', () => {
  test.each([1, 7, 89, 90])('%i: those with the largest standard deviation, nothing else', async (top) => {
    const { calls, rows } = await scored({ top });
    expect(calls).toEqual([ordered.slice(0, top)]);
    expect(rows).toEqual(expected(ordered.slice(0, top), false));
  });

  test('more than there are is all of them', async () => {
    expect((await scored({ top: 91 })).rows).toEqual(expected(live, true));
    expect((await scored({ top: 5000 })).rows).toEqual(expected(live, true));
  });
});

describe('share', () => {
  /** Word for word: the weight that a chunk adds, of the sum of exp(score) so far. */
  const chunksNeeded = (share: number): number => {
    const masks: Mask[] = [...ordered, null];
    const weight = (mask: Mask, column: number): number =>
      Math.exp(scoreOf(mask, column)) * (mask === null ? count - live.length : 1);
    for (let chunks = 1; ; chunks++) {
      const enough = [0, 1].every((column) => {
        const sums = masks.slice(0, chunks * budgetChunk).map((mask) => weight(mask, column));
        const total = sums.reduce((sum, each) => sum + each, 0);
        const added = sums.slice((chunks - 1) * budgetChunk).reduce((sum, each) => sum + each, 0);
        return added / total < share;
      });
      if (enough || chunks * budgetChunk >= masks.length) return chunks;
    }
  };

  test.each([0.9, 0.6, 0.4, 0.3, 0.2, 0.01])('%f: chunks until every class gains less', async (share) => {
    const { calls, rows } = await scored({ share });
    const chunks = chunksNeeded(share);
    expect(calls).toHaveLength(chunks);
    expect(calls.flat()).toEqual([...ordered, null].slice(0, chunks * budgetChunk));
    const channels = calls.flat().filter((mask) => mask !== null);
    expect(rows).toEqual(expected(channels, calls.flat().includes(null)));
  });

  test('the shares above stop at different chunks, and the last one never', () => {
    const needed = [0.9, 0.6, 0.4, 0.3, 0.2, 0.01].map(chunksNeeded);
    expect(new Set(needed).size).toBeGreaterThan(2);
    expect(needed.at(-1)).toBe(4);
  });
});

test('a failing score fails all', async () => {
  const refuse = () => Promise.reject(new Error('no memory'));
  await expect(channelScores(activations, 2, { share: 0.1 }, refuse)).rejects.toThrow('no memory');
});
