import { chmod, rm } from 'node:fs/promises';
import { createServer, type Server, type Socket } from 'node:net';
import { parseAs, parseJson } from '../../config/parse.ts';
import { toPlainError } from '../../errors.ts';
import type { QueueControl } from '../queues.ts';
import { callArguments, longestLine, questionSchema } from './calls.ts';
import { linesOf } from './lines.ts';

/**
 * Answers other processes of this user for as long as it is open. The caller holds the folder's lock, so that a socket
 * which is there already is one that a killed process left behind.
 */
export async function serveControl(
  socket: string,
  control: QueueControl,
): Promise<{ close(): Promise<void> }> {
  if (process.platform !== 'win32') await rm(socket, { force: true });
  const open = new Set<Socket>();
  const server = createServer((connection) => {
    open.add(connection);
    connection.once('close', () => open.delete(connection));
    connection.on('error', () => connection.destroy());
    void answerAll(connection, control);
  });
  await listening(server, socket);
  if (process.platform !== 'win32') await chmod(socket, 0o600);
  // Nobody stays alive to answer questions.
  server.unref();
  return {
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const connection of open) connection.destroy();
      }),
  };
}

const listening = (server: Server, socket: string): Promise<void> =>
  new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(socket, resolve);
  });

async function answerAll(connection: Socket, control: QueueControl): Promise<void> {
  try {
    for await (const line of linesOf(connection, longestLine)) {
      connection.write(`${JSON.stringify(await answer(line, control))}\n`);
    }
  } finally {
    connection.destroy();
  }
}

async function answer(line: string, control: QueueControl): Promise<object> {
  try {
    const what = 'question to the queue';
    const question = parseAs(questionSchema, parseJson(line, 'INPUT_INVALID', what), 'INPUT_INVALID', what);
    const { call } = question;
    const args = parseAs(callArguments[call], question.args, 'INPUT_INVALID', `${what}: ${call}`);
    const value = await (control[call] as (...given: unknown[]) => Promise<unknown>)(...args);
    return value === undefined ? {} : { value };
  } catch (error) {
    return { error: toPlainError(error) };
  }
}
