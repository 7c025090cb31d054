import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import { openQueues } from '../../src/queue/openQueues.ts';
import type { QueuesUnderTest } from '../support/queueBench.ts';
import { describeQueues } from './queue.ts';
import { describeQueueControl } from './queueControl.ts';
import { describeQueueRestarts } from './queueRestarts.ts';
import { describeQueueSchedules } from './queueSchedules.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'camline-embedded-'));
const [template, home] = [path.join(folder, 'template'), path.join(folder, 'home')];

beforeAll(async () => {
  await (await openQueues({ home: template })).close();
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

const subject: QueuesUnderTest = {
  clean() {
    rmSync(home, { recursive: true, force: true });
    cpSync(template, home, { recursive: true });
    return Promise.resolve();
  },
  open: (locks) => openQueues({ home, ...locks }),
};
describeQueues('embedded', subject);
describeQueueRestarts('embedded', subject);
describeQueueControl('embedded', subject);
describeQueueSchedules('embedded', subject);
