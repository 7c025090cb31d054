/** Comparison, classes and metrics over small runs, and what is shown of them. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { root } from '../../../scripts/lib/paths.mjs';
import { placeOf } from '../../../src/dashboard/places.ts';
import { likeness } from '../../../src/dashboard/pictures/likeness.ts';
import { keys } from '../../../src/storage/keys.ts';
import { encodeNpy } from '../../../src/storage/npy.ts';
import type { OkRecord } from '../../../src/storage/record.ts';
import { failedRecord, okRecord, writeRun } from '../../support/dashboard/records.ts';
import { serveDashboard } from '../../support/dashboard/server.ts';
import { temporaryFolder } from '../../support/temporaryFolder.ts';

const at = (
  key: string,
  center: [number, number],
  predicted: number,
  probability: number,
  label: number,
): OkRecord => {
  const plain = okRecord(key, { label, top5: [{ index: predicted, name: null, probability }] });
  return {
    ...plain,
    explanations: plain.explanations.map((one) => ({ ...one, class: predicted, centerOfMass: center })),
  };
};
const words = (body: string): string => body.replaceAll(/<[^>]*>/g, ' ').replaceAll(/\s+/g, ' ');

test('two runs: what changed, the map that moved most first, and how alike the maps are', async () => {
  const folder = temporaryFolder();
  const { store, id } = placeOf(folder);
  await writeRun(store, 'one', [
    [
      at('a', [0.5, 0.5], 3, 0.5, 3),
      at('b', [0.1, 0.5], 3, 0.5, 3),
      at('c', [0.5, 0.5], 3, 0.5, 3),
      failedRecord('d'),
    ],
  ]);
  await writeRun(store, 'two', [
    [failedRecord('d'), at('c', [0.5, 0.5], 4, 0.9, 3)],
    [at('b', [0.9, 0.5], 3, 0.6, 3), at('a', [0.5, 0.6], 3, 0.7, 3)],
  ]);
  const maps = (...rows: number[][]) =>
    encodeNpy({ data: Float32Array.from(rows.flat()), shape: [rows.length, 1, 2, 2] });
  await store.put(
    keys.maps('one', 'gradcam', 0),
    maps([0, 1, 2, 3], [0, 1, 2, 3], [0, 1, 2, 3], [NaN, NaN, NaN, NaN]),
  );
  await store.put(keys.maps('two', 'gradcam', 1), maps([3, 2, 1, 0], [0, 1, 2, 3]));
  const { ask } = await serveDashboard([folder]);
  const { body } = await ask(`/stores/${id}/runs/one/compare?with=two`);
  const text = words(body);
  expect(text).toContain('3 images explained in both runs');
  expect(text).toMatch(/first class changed 1 \(33%\)/);
  expect(text).toMatch(/confidence, same class \+15\.00 points/);
  expect(
    [...text.matchAll(/moved (\S+), rank correlation (\S+)/g)].map(([, moved, alike]) => [moved, alike]),
  ).toEqual([
    ['80%', '-1.000'],
    ['10%', '1.000'],
  ]);
  expect((await ask(`/stores/${id}/runs/one/compare?with=nothing`)).status).toBe(404);
});

test('a class: how sure and how right, its confusions, its mean map, and the maps most and least like it', async () => {
  const folder = temporaryFolder();
  const { store, id } = placeOf(folder);
  const records = [
    at('a', [0, 0], 3, 0.5, 3),
    at('b', [0, 0], 3, 0.7, 4),
    at('c', [0, 0], 4, 0.9, 3),
    at('d', [0, 0], 3, 0.9, 3),
  ];
  await writeRun(store, 'one', [records]);
  const rows = [
    [0, 1, 2, 3],
    [0, 1, 2, 3],
    [9, 9, 9, 9],
    [3, 2, 1, 0],
  ].flat();
  await store.put(
    keys.maps('one', 'gradcam', 0),
    encodeNpy({ data: Float32Array.from(rows), shape: [4, 1, 2, 2] }),
  );
  const { ask } = await serveDashboard([folder]);
  expect(words((await ask(`/stores/${id}/runs/one/classes`)).body)).toMatch(
    /class 3 3 70% 67% class 4 1 90% 0\.0%/,
  );
  const text = words((await ask(`/stores/${id}/runs/one/class?class=3`)).body);
  expect(text).toMatch(/images 3 .*mean confidence 70% .*right 67%/);
  expect(text).toContain('Of 3 images predicted so');
  expect([...text.matchAll(/rank correlation (\S+)/g)].map(([, alike]) => alike)).toEqual([
    '1.00',
    '1.00',
    '-1.00',
  ]);
  expect(text).toMatch(
    /Predicted so, but labelled class 4 1 image Labelled so, but predicted class 4 1 image/,
  );
  expect((await ask(`/stores/${id}/runs/one/mean?class=3`)).headers['content-type']).toBe('image/jpeg');
});

test('likeness across sizes', () => {
  const map = (...data: number[]) => ({ data: Float32Array.from(data), shape: [2, 2] });
  const larger = { data: Float32Array.of(0, 0, 1, 0, 0, 1, 0, 0, 1), shape: [3, 3] };
  expect(likeness(map(0, 1, 0, 1), larger)).toBeGreaterThan(0.8);
  expect(likeness(map(1, 1, 1, 1), larger)).toBeNull();
});

test('metrics: counts by records, in a form that Prometheus reads; the example of Grafana asks for no other', async () => {
  const folder = temporaryFolder();
  const { store, id } = placeOf(folder);
  await writeRun(store, 'a "quoted" run', [[okRecord('a'), failedRecord('b'), okRecord('c')]]);
  const { ask } = await serveDashboard([folder]);
  const { body, headers } = await ask('/metrics');
  expect(headers['content-type']).toContain('text/plain');
  expect(body).toContain(`camline_run_images{store="${id}",run="a \\"quoted\\" run",state="ok"} 2`);
  expect(body).toContain('camline_queue_up 0');
  expect(body).toContain('camline_runs{state="finished"} 1');
  const example = readFileSync(join(root, 'infra/grafana/camline.json'), 'utf8');
  const asked = new Set([...example.matchAll(/camline_[a-z_]+/g)].map(([name]) => name));
  expect(asked.size).toBeGreaterThan(5);
  for (const name of asked) expect(body, name).toContain(`# TYPE ${name} gauge`);
});
