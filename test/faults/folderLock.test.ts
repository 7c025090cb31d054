import { chmodSync, mkdirSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { nextLine, startChild } from '../support/child.ts';
import { temporaryFolder } from '../support/temporaryFolder.ts';

test('of six processes that find a lock whose holder was killed, exactly one takes it, every time', async () => {
  const home = temporaryFolder();
  for (let round = 1; round <= 4; round++) {
    const takers = Array.from({ length: 6 }, () => startChild('takeLock.mjs', [home]));
    await Promise.all(takers.map(nextLine));
    for (const { process } of takers) process.stdin!.write('go\n');
    const answers = await Promise.all(takers.map(nextLine));
    expect(answers.sort()).toEqual([...Array.from({ length: 5 }, () => 'QUEUE_LOCKED'), 'won']);
    await Promise.all(takers.map((taker) => taker.kill()));
    expect(readdirSync(path.join(home, 'lock'))).toEqual([String(round)]);
  }
});

test('a folder that this user cannot write to is one clear error', async () => {
  const home = temporaryFolder();
  chmodSync(home, 0o555);
  expect(await nextLine(startChild('openHome.mjs', [home]))).toMatch(
    /^QUEUE_UNAVAILABLE: Cannot keep the embedded queue in .*EACCES.*CAMLINE_HOME.*CAMLINE_REDIS_URL\.$/,
  );
});

test('a database that another user made is one clear error, and the lock is let go', async () => {
  const home = temporaryFolder();
  chmodSync(home, 0o777);
  mkdirSync(path.join(home, 'queue'), { mode: 0o700 });
  for (let round = 0; round < 2; round++) {
    expect(await nextLine(startChild('openHome.mjs', [home]))).toMatch(
      /^QUEUE_UNAVAILABLE: Cannot open the embedded queue in /,
    );
  }
});
