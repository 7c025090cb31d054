import { z } from 'zod';
import { parseAs } from '../../config/parse.ts';
import { CamlineError } from '../../errors.ts';
import { queueRun } from '../../producer/queueRun.ts';
import { startRetry } from '../../producer/startRetry.ts';
import { jobsOf } from '../../queue/jobsOf.ts';
import { keys } from '../../storage/keys.ts';
import { readRunFile } from '../../storage/readRunFile.ts';
import { addresses, runPath } from '../addresses.ts';
import type { Context } from '../context.ts';
import { failureGroups } from '../index/failures.ts';
import { samplesOf } from '../index/samples.ts';
import { freshView, queueView, type QueueView } from '../live/snapshot.ts';
import { streamParts } from '../live/stream.ts';
import { runPage, runParts, type RunDetails } from '../pages/run.ts';
import { findRun, indexedRun, runOf, sendRunPage, takenIn, type IndexedRun, type RunPlace } from './ofRun.ts';
import { order, sendReport, view, type Visit } from './route.ts';

async function details({ index }: Context, queue: QueueView, found: IndexedRun): Promise<RunDetails> {
  const { place, file, run } = found;
  return {
    view: await freshView(index, queue, place, file, found),
    failures: await failureGroups(index.database, run),
    samples: await samplesOf(index.database, run),
  };
}

const mostOthers = 200;

async function show(visit: Visit): Promise<unknown> {
  const { context } = visit;
  const found = await indexedRun(visit);
  const { place, file } = found;
  const shown = await details(context, await queueView(context.queue), found);
  const others = (await context.catalog.runs(place))
    .map(({ run }) => run)
    .filter((name) => name !== file.run)
    .slice(0, mostOthers);
  return sendRunPage(visit, found, {
    title: file.run,
    events: addresses.runEvents(place, file.run),
    body: runPage(shown, others, visit.rights),
  });
}

async function watch(visit: Visit): Promise<unknown> {
  const { context, rights } = visit;
  const { place, file } = await runOf(visit);
  return streamParts(visit, async ({ queue }) =>
    runParts(
      await details(context, queue, await takenIn(context, await findRun(context, place.id, file.run))),
      rights,
    ),
  );
}

/** The newest file of the run: orders act on what is so now. */
async function current(visit: Visit): Promise<RunPlace> {
  const { place, file } = await runOf(visit);
  return { place, file: (await readRunFile(place.store, file.run)) ?? file };
}

function done({ context, reply }: Visit, { place, file }: RunPlace): unknown {
  context.catalog.forget(place, file.run);
  context.live.stale();
  return reply.redirect(addresses.run(place, file.run), 303);
}

const retrySchema = z.object({ code: z.string().max(60).optional() });

async function retry(visit: Visit): Promise<unknown> {
  const found = await current(visit);
  const { code } = parseAs(retrySchema, visit.request.body, 'INPUT_INVALID', 'form');
  const next = await startRetry(found.place.store, found.file, { codes: code === undefined ? null : [code] });
  if (next === found.file) {
    throw new CamlineError(
      'RUN_INCOMPLETE',
      'Nothing to try again: the run is not finished, or no image failed so.',
    );
  }
  await visit.context.queue.order((control) => queueRun(control, found.place.destination, next));
  return done(visit, found);
}

async function resume(visit: Visit): Promise<unknown> {
  const found = await current(visit);
  await visit.context.queue.order((control) => queueRun(control, found.place.destination, found.file));
  return done(visit, found);
}

async function cancel(visit: Visit): Promise<unknown> {
  const found = await current(visit);
  await visit.context.queue.order(async (control) => {
    const jobs = jobsOf(await control.listRuns(), found.file);
    for (const { id, state } of jobs) if (state !== 'ended') await control.cancelRun(id);
  });
  return done(visit, found);
}

async function report(visit: Visit): Promise<unknown> {
  const { place, file } = await runOf(visit);
  const bytes = await place.store.get(keys.report(file.run));
  if (bytes === undefined) throw new CamlineError('RUN_UNKNOWN', 'This run has no report yet.');
  return sendReport(visit.reply, bytes);
}

export const runRoutes = [
  view(runPath, show),
  view(`${runPath}/events`, watch),
  view(`${runPath}/report`, report),
  order(`${runPath}/retry`, retry),
  order(`${runPath}/resume`, resume),
  order(`${runPath}/cancel`, cancel),
];
