import { readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { SealedFiles } from '../../../../../src/engine/onnx/cache/sealedFiles.ts';
import { ChunkSizes, type Probe } from '../../../../../src/engine/onnx/calls/chunkSizes.ts';
import { halvingPieces } from '../../../../../src/engine/onnx/calls/rows.ts';
import { temporaryFolder } from '../../../../support/temporaryFolder.ts';

const nextFloat32 = 1 + 2 ** -23;

interface Machine {
  /** Milliseconds a copy at that size of runs. */
  readonly cost: (size: number) => number;
  /** Size of runs whose last bit is another. */
  readonly odd?: number;
  readonly folder?: string;
}

function machineOf({ cost, odd, folder }: Machine) {
  let clock = 0;
  const asked: string[] = [];
  const probe: Probe = (count, size) => {
    asked.push(`${count}/${size}`);
    clock += count * cost(size);
    const data = new Float32Array(count);
    for (const { from, to } of halvingPieces(count, size))
      data.fill(to - from === odd ? nextFloat32 : 1, from, to);
    return Promise.resolve({ data, shape: [count, 1] });
  };
  const files = new SealedFiles(folder ?? null);
  const sizes = new ChunkSizes({ standard: 32, files, model: 'hash', threads: 2, now: () => clock });
  return { asked, choose: (count = 64, work = 'masked') => sizes.of(work, count, probe) };
}

test.each([
  ['the fastest size is taken', (size: number) => Math.abs(size - 8) + 10, 8],
  ['the one between, too', (size: number) => Math.abs(size - 16) + 10, 16],
  ['the standard where it is fastest', (size: number) => 100 - size, 32],
  ['a gain within noise changes nothing', (size: number) => (size === 8 ? 99 : 100), 32],
] as const)('%s', async (_, cost, expected) => {
  await expect(machineOf({ cost }).choose()).resolves.toBe(expected);
});

test.each([1, 2, 4, 8, 16])(
  'one other bit in runs of %i: the standard stays, though slowest',
  async (odd) => {
    await expect(machineOf({ cost: (size) => size, odd }).choose()).resolves.toBe(32);
  },
);

test('one measurement for each kind of work, none for few copies', async () => {
  const { asked, choose } = machineOf({ cost: (size) => size });
  await expect(choose(63)).resolves.toBe(32);
  expect(asked).toEqual([]);
  await expect(Promise.all([choose(), choose(), choose(3)])).resolves.toEqual([8, 8, 8]);
  expect(asked).toEqual(['32/32', '32/32', '32/16', '32/8', '4/4', '2/2', '1/1']);
  await choose(64, 'ablated');
  expect(asked).toHaveLength(14);
});

test('a later process does not measure again', async () => {
  const folder = temporaryFolder();
  await machineOf({ cost: (size) => size, folder }).choose();
  expect(readdirSync(folder)).toHaveLength(1);
  const { asked, choose } = machineOf({ cost: (size) => 100 - size, folder });
  await expect(choose()).resolves.toBe(8);
  expect(asked).toEqual([]);
});

test('pieces: whole ones, then powers of two', () => {
  const sizes = (count: number): number[] => halvingPieces(count, 32).map(({ from, to }) => to - from);
  expect(sizes(92)).toEqual([32, 32, 16, 8, 4]);
  expect(sizes(64)).toEqual([32, 32]);
  expect(sizes(1)).toEqual([1]);
  expect(sizes(0)).toEqual([]);
  expect(halvingPieces(7, 5)).toEqual([
    { from: 0, to: 5 },
    { from: 5, to: 7 },
  ]);
});
