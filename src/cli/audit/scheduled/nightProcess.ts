/** Entry of the process that a worker starts for each night. It lives no longer than the worker does. */
import { toPlainError } from '../../../errors.ts';
import type { FromNight, ToNight } from './protocol.ts';
import { scheduledNight } from './scheduledNight.ts';

const stop = new AbortController();

/** A terminal tells the whole group; when to end is the worker's decision. */
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => undefined);
process.once('disconnect', () => process.exit(1));

process.on('message', (message: ToNight) => {
  if (message.kind === 'stop') stop.abort();
  else void work(message);
});

async function work({ night, settings }: ToNight & { readonly kind: 'night' }): Promise<void> {
  const answer = await scheduledNight(night, settings, stop.signal).then(
    (done): FromNight => ({ kind: 'done', night: done.night, outcome: done.outcome }),
    (error: unknown): FromNight => ({ kind: 'thrown', error: toPlainError(error) }),
  );
  process.send!(answer, () => process.exit(0));
}
