import { z } from 'zod';
import { auditKeys } from '../../audit/nights/auditKeys.ts';
import type { Night } from '../../audit/nights/night.ts';
import { parseAs } from '../../config/parse.ts';
import { CamlineError } from '../../errors.ts';
import { addresses, auditPath } from '../addresses.ts';
import { auditPage } from '../pages/audit.ts';
import { auditsPage, type ListedAudit } from '../pages/audits.ts';
import { pageOf } from '../parts/layout.ts';
import { logoutOf } from '../parts/logout.ts';
import type { Place } from '../places.ts';
import { findRun, type RunPlace } from './ofRun.ts';
import { sendPage, sendReport, view, type Visit } from './route.ts';

const paramsSchema = z.object({ store: z.string().max(100), audit: z.string().max(100) });
const querySchema = z.object({ night: z.string().max(100).optional() });

async function list({ context, reply }: Visit): Promise<unknown> {
  const listed: ListedAudit[] = [];
  for (const place of await context.places.all()) {
    for (const audit of await context.audits.names(place))
      listed.push({ place, audit, newest: await context.audits.newest(place, audit) });
  }
  const body = auditsPage(listed);
  return sendPage(reply, pageOf({ title: 'Audits', body, logout: logoutOf(context) }));
}

interface FoundNight {
  readonly place: Place;
  readonly audit: string;
  readonly night: Night;
  /** This night and those before it, the newest first. */
  readonly past: readonly Night[];
}

/** Of the address: its night, or the newest. Throws RUN_UNKNOWN; names are looked up among those that are there, never opened. */
async function nightOf({ context, request }: Visit): Promise<FoundNight> {
  const { store, audit } = parseAs(paramsSchema, request.params, 'INPUT_INVALID', 'address');
  const { night: wanted } = parseAs(querySchema, request.query, 'INPUT_INVALID', 'address');
  const place = await context.places.find(store);
  if (place !== undefined && (await context.audits.names(place)).includes(audit)) {
    const past = await context.audits.nights(place, audit, wanted);
    const [night] = past;
    // One that is damaged is left out: then another stands first.
    if (night !== undefined && night.night === (wanted ?? night.night)) return { place, audit, night, past };
    if (wanted === undefined)
      throw new CamlineError('RUN_UNKNOWN', 'No night of this audit has ended yet, or none can be read.');
  }
  throw new CamlineError(
    'RUN_UNKNOWN',
    'There is no such audit, or night, in the stores that are shown here.',
  );
}

async function show(visit: Visit): Promise<unknown> {
  const { context, reply } = visit;
  const found = await nightOf(visit);
  const { place, audit, night, past } = found;
  const runAt = (run: string | undefined | null): Promise<RunPlace | undefined> =>
    run ? findRun(context, place.id, run).catch(() => undefined) : Promise.resolve(undefined);
  const [nights, trends, after, before] = await Promise.all([
    context.audits.nights(place, audit),
    context.audits.trends(place, past),
    runAt(night.run),
    runAt(night.baseline?.run),
  ]);
  return sendPage(
    reply,
    pageOf({
      title: `${audit}, ${night.night}`,
      trail: [[audit, addresses.audit(place, audit)]],
      body: auditPage({ ...found, nights, trends, after, before }),
      logout: logoutOf(context),
    }),
  );
}

async function report(visit: Visit): Promise<unknown> {
  const { place, audit, night } = await nightOf(visit);
  const bytes = await place.store.get(auditKeys.page(audit, night.night));
  if (bytes === undefined) throw new CamlineError('RUN_UNKNOWN', 'This night has no report.');
  return sendReport(visit.reply, bytes);
}

export const auditRoutes = [
  view('/audits', list),
  view(auditPath, show),
  view(`${auditPath}/report`, report),
];
