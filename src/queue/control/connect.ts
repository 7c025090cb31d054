import { connect, type Socket } from 'node:net';
import { parseAs, parseJson } from '../../config/parse.ts';
import { CamlineError, fromPlainError, isErrorCode } from '../../errors.ts';
import type { QueueControl } from '../queues.ts';
import { answerSchema, callNames, longestLine, type CallName } from './calls.ts';
import { linesOf } from './lines.ts';

/** For the holder's event loop, which is always free. */
const patienceMillis = 10_000;

/** The queue that another process holds, through its socket. Rejects where nobody answers there. */
export async function connectControl(socket: string): Promise<QueueControl> {
  const connection = await connected(socket);
  const answers = linesOf(connection, longestLine);
  let earlier: Promise<unknown> = Promise.resolve();
  const ask = (call: CallName, args: readonly unknown[]): Promise<unknown> => {
    const asked = earlier.then(() => question(connection, answers, call, args));
    earlier = asked.catch(() => undefined);
    return asked;
  };
  const calls = Object.fromEntries(
    callNames.map((call) => [call, (...args: unknown[]) => ask(call, args)]),
  ) as unknown as Omit<QueueControl, 'backend' | 'close'>;
  return {
    ...calls,
    backend: 'holder',
    close: () => {
      connection.destroy();
      return Promise.resolve();
    },
  };
}

async function question(
  connection: Socket,
  answers: AsyncGenerator<string>,
  call: CallName,
  args: readonly unknown[],
): Promise<unknown> {
  connection.write(`${JSON.stringify({ call, args })}\n`);
  const timer = setTimeout(() => connection.destroy(), patienceMillis);
  const { value: line } = await answers.next().catch(() => ({ value: undefined }));
  clearTimeout(timer);
  if (line === undefined) {
    throw new CamlineError(
      'QUEUE_UNAVAILABLE',
      'The process that holds the embedded queue has ended or does not answer. Run the command again.',
    );
  }
  const what = 'answer of the process that holds the queue';
  const answer = parseAs(answerSchema, parseJson(line, 'INTERNAL', what), 'INTERNAL', what);
  if (!('error' in answer)) return answer.value;
  const { code, message } = answer.error;
  throw fromPlainError({ code: isErrorCode(code) ? code : 'INTERNAL', message });
}

const connected = (socket: string): Promise<Socket> =>
  new Promise((resolve, reject) => {
    const connection = connect(socket, () => resolve(connection));
    connection.once('error', reject);
  });
