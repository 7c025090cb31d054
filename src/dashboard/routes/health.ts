/** For probes: alive, and ready, which is when queue and stores answer. */
import { messageOf } from '../../errors.ts';
import type { Context } from '../context.ts';
import type { Route } from './route.ts';

/** What does not answer, in words; empty where all is well. */
async function troubles({ queue, places }: Context): Promise<string[]> {
  const asked = await queue
    .ask((control) => control.isPaused())
    .then(
      () => [],
      (error: unknown) => [messageOf(error)],
    );
  const listed = await Promise.all(
    (await places.all()).map(({ store }) =>
      store.folders('runs/').then(
        () => [],
        (error: unknown) => [messageOf(error)],
      ),
    ),
  );
  return [...asked, ...listed.flat()];
}

export const healthRoutes: Route[] = [
  {
    method: 'GET',
    path: '/healthz',
    access: 'open',
    handle: ({ reply }) => Promise.resolve(reply.send('ok')),
  },
  {
    method: 'GET',
    path: '/readyz',
    access: 'open',
    handle: async ({ context, reply }) => {
      const found = await troubles(context);
      // Reasons name hosts and folders: they are for those who may look.
      const text = context.sessions.locked
        ? `${found.length} of queue and stores do not answer`
        : found.join('\n');
      return found.length === 0
        ? reply.send('ready')
        : reply.code(503).type('text/plain; charset=utf-8').send(text);
    },
  },
];
