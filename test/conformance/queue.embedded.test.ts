import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import { openQueues } from '../../src/queue/openQueues.ts';
import { describeQueues } from './queue.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'camline-embedded-'));
const [template, home] = [path.join(folder, 'template'), path.join(folder, 'home')];

beforeAll(async () => {
  await (await openQueues({ home: template })).close();
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

describeQueues('embedded', {
  clean() {
    rmSync(home, { recursive: true, force: true });
    cpSync(template, home, { recursive: true });
    return Promise.resolve();
  },
  open: (locks) => openQueues({ home, ...locks }),
});
