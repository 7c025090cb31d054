import { addresses } from '../addresses.ts';
import { streamParts } from '../live/stream.ts';
import { overviewPage, overviewParts } from '../pages/overview.ts';
import { pageOf } from '../parts/layout.ts';
import { logoutOf } from '../parts/logout.ts';
import { order, sendPage, view } from './route.ts';

export const overviewRoutes = [
  view('/', async ({ context, reply, rights }) =>
    sendPage(
      reply,
      pageOf({
        title: 'Overview',
        events: addresses.overviewEvents,
        body: overviewPage(await context.live.now(), rights, context.board !== undefined),
        logout: logoutOf(context),
      }),
    ),
  ),
  view('/events', (visit) =>
    Promise.resolve(streamParts(visit, (snapshot) => overviewParts(snapshot, visit.rights))),
  ),
  order('/queue/pause', async ({ context, reply }) => {
    await context.queue.order((control) => control.pause());
    context.live.stale();
    return reply.redirect(addresses.overview, 303);
  }),
  order('/queue/unpause', async ({ context, reply }) => {
    await context.queue.order((control) => control.unpause());
    context.live.stale();
    return reply.redirect(addresses.overview, 303);
  }),
];
