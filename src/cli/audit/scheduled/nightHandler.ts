/**
 * Hands each night to a process of its own: it opens a model and judges thousands of maps, and a worker's event loop must be
 * free for the locks of its shards.
 */
import { fork, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { CamlineError, fromPlainError } from '../../../errors.ts';
import type { AuditHandler, AuditTask } from '../../../queue/queues.ts';
import type { Logger } from '../../logger.ts';
import type { SettingOptions } from '../../settings.ts';
import type { FromNight, GivenNight, ToNight } from './protocol.ts';

const entry = fileURLToPath(new URL('./nightProcess.js', import.meta.url));
/** For a night that was told to stop to say so; a part of the 30 s that service managers give. */
const farewellMillis = 5_000;

/** @param stopping aborted: nights in hand go back to the queue */
export function nightHandler(settings: SettingOptions, log: Logger, stopping: AbortSignal): AuditHandler {
  return async (task, lost) => {
    const { name } = task.job.audit;
    log.info({ audit: name, startedAt: task.startedAt }, 'night starts');
    const answer = await inProcess(givenNight(task), settings, AbortSignal.any([lost, stopping]));
    if (answer.kind === 'thrown') throw fromPlainError(answer.error);
    log.info({ audit: name, night: answer.night, outcome: answer.outcome }, 'night done');
  };
}

const givenNight = ({ id, job, startedAt, lastTry }: AuditTask): GivenNight => ({
  id,
  audit: job.audit,
  startedAt: startedAt.toISOString(),
  lastTry,
});

function inProcess(night: GivenNight, settings: SettingOptions, stop: AbortSignal): Promise<FromNight> {
  const child = fork(entry, [], { execArgv: [], stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  const send = (message: ToNight): void => void (child.connected && child.send(message, () => undefined));
  let kill: NodeJS.Timeout | undefined;
  const end = (): void => {
    send({ kind: 'stop' });
    kill = setTimeout(() => child.kill('SIGKILL'), farewellMillis);
  };
  send({ kind: 'night', night, settings });
  stop.addEventListener('abort', end, { once: true });
  if (stop.aborted) end();
  return answerOf(child).finally(() => {
    clearTimeout(kill);
    stop.removeEventListener('abort', end);
  });
}

const answerOf = (child: ChildProcess): Promise<FromNight> =>
  new Promise((resolve, reject) => {
    let answer: FromNight | undefined;
    child.on('message', (message: FromNight) => {
      answer = message;
    });
    child.once('error', reject);
    child.once('exit', (code, signal) => {
      if (answer !== undefined) return resolve(answer);
      const how = signal === null ? `ended with code ${code}` : `was killed by ${signal}`;
      // Tried again: as for shards, who kills processes rarely means this one.
      reject(new CamlineError('WORKER_STOPPED', `The process of the night ${how}; it is tried again.`));
    });
  });
