/** One process holds an embedded queue, others ask it: here both ends in one, over the real socket. */
import { once } from 'node:events';
import { statSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { CamlineError } from '../../../../src/errors.ts';
import { longestLine } from '../../../../src/queue/control/calls.ts';
import { connectControl } from '../../../../src/queue/control/connect.ts';
import { serveControl } from '../../../../src/queue/control/serve.ts';
import { socketPath } from '../../../../src/queue/control/socketPath.ts';
import { runJobId } from '../../../../src/queue/jobs.ts';
import { openControl } from '../../../../src/queue/openControl.ts';
import { openQueues } from '../../../../src/queue/openQueues.ts';
import type { QueueControl, Queues } from '../../../../src/queue/queues.ts';
import { runJob } from '../../../support/runJob.ts';
import { sharedFolder } from '../../../support/sharedFolder.ts';
import { temporaryFolder } from '../../../support/temporaryFolder.ts';

describe('asking the holder', () => {
  const home = sharedFolder();
  let held: Queues;
  let asked: QueueControl;
  beforeEach(async () => {
    held = await openQueues({ home });
    asked = await openControl({ home });
  });
  afterEach(async () => {
    await asked.close();
    await held.close();
  });

  test('every answer is the holder’s own', async () => {
    const job = runJob('night', 2);
    const id = await asked.startRun(job);
    expect(id).toBe(runJobId(job));
    expect(await held.findRun(id)).toEqual(job);
    expect(await asked.findRun(id)).toEqual(job);
    expect(await asked.findRun('unknown')).toBeUndefined();
    expect(await asked.runFailure(id)).toBeUndefined();
    expect(await asked.listRuns()).toEqual(await held.listRuns());
    await asked.cancelRun(id);
    expect([await asked.isCancelled(id), await held.isCancelled(id)]).toEqual([true, true]);
    await asked.pause();
    expect([await asked.isPaused(), await held.isPaused()]).toEqual([true, true]);
    await asked.unpause();
    expect(await held.isPaused()).toBe(false);
    expect(await asked.workers()).toEqual([]);
  });

  test('questions asked at once are answered in their order', async () => {
    const job = runJob('many', 1);
    const [id, found, runs] = await Promise.all([
      asked.startRun(job),
      asked.findRun(runJobId(job)),
      asked.listRuns(),
    ]);
    expect(found).toEqual(job);
    expect(runs.map((run) => run.id)).toContain(id);
  });

  test('only the user who holds it may ask', () => {
    expect(statSync(socketPath(home)).mode & 0o777).toBe(0o600);
  });

  test.each([
    ['no JSON', 'hello', 'INPUT_INVALID'],
    ['no such call', '{"call":"close","args":[]}', 'INPUT_INVALID'],
    ['a call of every object', '{"call":"constructor","args":[]}', 'INPUT_INVALID'],
    ['other arguments', '{"call":"findRun","args":[1]}', 'INPUT_INVALID'],
    ['a job that is none', '{"call":"startRun","args":[{"run":"x"}]}', 'INPUT_INVALID'],
  ])('%s is refused, and the next question answered', async (_what, line, code) => {
    const socket = connect(socketPath(home));
    socket.setEncoding('utf8');
    socket.write(`${line}\n`);
    const [refused] = (await once(socket, 'data')) as [string];
    expect(JSON.parse(refused)).toMatchObject({ error: { code } });
    socket.write('{"call":"isPaused","args":[]}\n');
    expect(await once(socket, 'data')).toEqual(['{"value":false}\n']);
    socket.destroy();
  });

  test('a line without end is cut off, and the holder goes on', async () => {
    const socket = connect(socketPath(home));
    const closed = new Promise((resolve) => socket.once('close', resolve));
    socket.on('error', () => undefined);
    socket.write(Buffer.alloc(longestLine + 2 ** 16, 'x'));
    await closed;
    expect(await asked.isPaused()).toBe(false);
  });

  test('when the holder has gone, the next question says so', async () => {
    await held.close();
    await expect(asked.listRuns()).rejects.toMatchObject({ code: 'QUEUE_UNAVAILABLE' });
    held = await openQueues({ home });
  });
});

test('errors of the holder arrive with their code', async () => {
  const socket = join(temporaryFolder(), 'x.sock');
  const failing = {
    isPaused: () => Promise.reject(new CamlineError('QUEUE_UNAVAILABLE', 'the disk is full')),
  } as unknown as QueueControl;
  const server = await serveControl(socket, failing);
  const control = await connectControl(socket);
  await expect(control.isPaused()).rejects.toMatchObject({
    code: 'QUEUE_UNAVAILABLE',
    message: 'the disk is full',
  });
  await control.close();
  await server.close();
});

test('a socket that a killed process left behind is taken over', async () => {
  const home = temporaryFolder();
  writeFileSync(socketPath(home), '');
  const held = await openQueues({ home });
  expect(await (await openControl({ home })).isPaused()).toBe(false);
  await held.close();
});

test('nobody holds it: the queue is opened here', async () => {
  const home = temporaryFolder();
  const control = await openControl({ home });
  expect(await control.listRuns()).toEqual([]);
  await control.close();
});

test('a folder with a long path has its socket elsewhere', () => {
  const long = socketPath(`/${'x'.repeat(120)}`);
  expect(long.length).toBeLessThan(100);
  expect(long).not.toBe(socketPath(`/${'y'.repeat(120)}`));
});
