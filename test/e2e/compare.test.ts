/** Two runs side by side, and the methods of one ranked. */
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import type { RunComparison } from '../../src/audit/compareRuns.ts';
import type { Ranking } from '../../src/audit/rankMethods.ts';
import { camline, miniResnet, samples } from '../support/cli.ts';
import { temporaryFolder } from '../support/temporaryFolder.ts';

vi.setConfig({ testTimeout: 120_000 });

test('compare and evaluate', async () => {
  const cwd = temporaryFolder();
  const start = (name: string, ...more: readonly string[]) =>
    camline(
      ['run', samples, '--model', miniResnet, '--to', 'out', '--run', name, '--sample', '4:3', ...more],
      { cwd },
    );
  const methods = ['--methods', 'gradcam,eigencam,randomcam'];
  expect(await start('one', ...methods, '--metrics', 'sparsity,deletion')).toMatchObject({ exitCode: 0 });
  expect(await start('two', ...methods, '--layers', 'layer3', '--classes', 'as:one')).toMatchObject({
    exitCode: 0,
  });

  const same = await camline(['compare', 'out/runs/one', 'out/runs/one', '--json'], { cwd });
  const alike = JSON.parse(same.stdout) as RunComparison;
  expect(alike).toMatchObject({ images: 4, otherPrediction: 0 });
  for (const { figures } of alike.methods) {
    expect(figures).toMatchObject({
      spearman: { mean: 1 },
      topIou: { mean: 1 },
      wasserstein: { mean: expect.closeTo(0, 9) },
    });
    expect(figures.ssim!.mean).toBeCloseTo(1, 9);
  }

  const other = await camline(['compare', 'one', 'two', '--to', 'out', '--worst', '2', '--json'], { cwd });
  const compared = JSON.parse(other.stdout) as RunComparison;
  const gradcam = compared.methods[0]!;
  expect(gradcam).toMatchObject({ method: 'gradcam', maps: 4 });
  expect(gradcam.worst).toHaveLength(2);
  expect(gradcam.worst[0]!.spearman).toBeLessThanOrEqual(gradcam.worst[1]!.spearman!);
  expect(gradcam.figures.spearman!.mean).toBeLessThan(0.99);

  const ranked = await camline(['evaluate', join('out', 'runs', 'one'), '--json'], { cwd });
  const { rankings } = JSON.parse(ranked.stdout) as { readonly rankings: readonly Ranking[] };
  expect(rankings.map(({ figure }) => figure)).toContain('deletion');
  const { methods: order, better } = rankings.find(({ figure }) => figure === 'deletion')!;
  expect(better).toBe('lower');
  expect(order.map(({ mean }) => mean)).toEqual(order.map(({ mean }) => mean).toSorted((a, b) => a - b));
  expect(order.reduce((sum, { bestShare }) => sum + bestShare, 0)).toBeCloseTo(1, 9);

  expect(await camline(['evaluate', 'two', '--to', 'out'], { cwd })).toMatchObject({
    exitCode: 2,
    stderr: expect.stringMatching(/has no metrics .*--metrics road,deletion/),
  });
  expect(await camline(['compare', 'one', 'two'], { cwd })).toMatchObject({
    exitCode: 2,
    stderr: expect.stringMatching(/Expected a run as DEST\/runs\/NAME/),
  });
});
