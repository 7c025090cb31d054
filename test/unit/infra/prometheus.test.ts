import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { serveHealth } from '../../../src/cli/worker/health.ts';
import { noTimes } from '../../../src/worker/stages.ts';
import { infraPath, infraText } from '../../support/infra.ts';

const promtool = spawnSync('promtool', ['--version']).error === undefined;
const hint = promtool ? '' : ' (promtool is not installed; Debian: apt-get install prometheus)';

test('rules read what a worker serves', async () => {
  const state = () => ({
    images: 0,
    failed: 0,
    imagesPerSecond: 0,
    imagesPerSecondLong: 0,
    inHand: [],
    device: 'cpu',
    memoryBytes: 0,
    engineIdleShare: 0,
    stages: noTimes,
  });
  const health = await serveHealth(
    { port: 0, host: '127.0.0.1' },
    { isPaused: () => Promise.resolve(false) },
    state,
  );
  try {
    const text = await (await fetch(`http://127.0.0.1:${health.port}/metrics`)).text();
    const served = new Set([...text.matchAll(/^# TYPE (\w+)/gm)].map(([, name]) => name));
    const read = new Set(
      [...infraText('prometheus/rules.yml').matchAll(/camline_worker_\w+/g)].map(([name]) => name),
    );
    expect(read.size).toBeGreaterThan(3);
    for (const name of read) expect(served).toContain(name);
  } finally {
    await health.close();
  }
});

test.skipIf(!promtool)(`promtool reads the configuration, and rules fire when they should${hint}`, () => {
  for (const [command, file] of [
    ['check', 'config'],
    ['test', 'rules'],
  ] as const) {
    const name = command === 'check' ? 'prometheus.yml' : 'rules.test.yml';
    const { status, stdout, stderr } = spawnSync('promtool', [command, file, name], {
      cwd: infraPath('prometheus'),
      encoding: 'utf8',
    });
    expect(status, stdout + stderr).toBe(0);
  }
});
