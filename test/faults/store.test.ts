/** The directory store among processes: killed writers, racing writers, a user without rights. */
import { chmodSync } from 'node:fs';
import { expect, test } from 'vitest';
import { openStore } from '../../src/storage/openStore.ts';
import { nextLine, startChild } from '../support/child.ts';
import { temporaryFolder } from '../support/temporaryFolder.ts';

test('a writer that is killed at any moment leaves whole objects only', async () => {
  const folder = temporaryFolder();
  const store = openStore(folder);
  let records = 0;
  for (let round = 0; round < 8; round++) {
    const writer = startChild('writeObjects.mjs', [folder]);
    await nextLine(writer);
    await new Promise((resolve) => {
      setTimeout(resolve, 3 + 7 * round);
    });
    expect(await writer.kill()).toBe('SIGKILL');

    records = 0;
    for await (const { key, bytes } of store.list('')) {
      expect([key, bytes]).toEqual([key, 200_000]);
      const data = (await store.get(key))!;
      expect(data.every((value) => value === data[0])).toBe(true);
      if (key.includes('/records/')) records++;
    }
  }
  expect(records).toBeGreaterThanOrEqual(8 * 4);
  expect(await store.putNew('runs/r/records/after', new Uint8Array(1))).toBe('written');
});

test('of four processes that write the same 150 records, each record has one winner', async () => {
  const folder = temporaryFolder();
  const writers = Array.from({ length: 4 }, () => startChild('claimRecords.mjs', [folder, '150']));
  const results = await Promise.all(
    writers.map(async (writer) => JSON.parse(await nextLine(writer)) as { pid: number; won: number[] }),
  );
  const winners = new Map(results.flatMap(({ pid, won }) => won.map((record) => [record, pid] as const)));
  expect(results.flatMap(({ won }) => won)).toHaveLength(150);
  expect(winners.size).toBe(150);
  const store = openStore(folder);
  for (const [record, pid] of winners) {
    expect(Buffer.from((await store.get(`runs/r/records/${record}`))!).toString()).toBe(String(pid));
  }
});

test('a destination without write permission is named before any work', async () => {
  const folder = temporaryFolder();
  chmodSync(folder, 0o555);
  const probe = startChild('probeStore.mjs', [`${folder}/results`]);
  expect(await nextLine(probe)).toMatch(
    /^STORE_UNWRITABLE: Cannot write to .*results: permission denied; give this user write access/,
  );
});
