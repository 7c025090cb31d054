/** What every request has to pass before its handler is called. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { addresses } from '../addresses.ts';
import type { Context } from '../context.ts';
import type { Rights } from '../parts/actions.ts';
import type { Access } from '../routes/route.ts';
import { isForeignEmbedding, isHostAllowed, isSameOrigin, type Sender } from './hosts.ts';
import type { Session } from './sessions.ts';
import { setCookie } from './setCookie.ts';

/** A page is refused with a status and a sentence; a browser that only has to log in is sent there. */
export interface Refusal {
  readonly status: number;
  readonly message: string;
  readonly goTo?: string;
}

/** First of all, for whatever address: by what name, and for whom. */
export function refusedSender(context: Context, request: FastifyRequest): Refusal | undefined {
  const sender = senderOf(request);
  if (!isHostAllowed(sender.host, context.options.hostNames)) {
    const message =
      'Unknown host name. Start the dashboard with --allow-host NAME for each name it is reached by.';
    return { status: 421, message };
  }
  if (isForeignEmbedding(sender))
    return { status: 403, message: 'Pages of other sites may not embed this one.' };
  if (request.method === 'GET' || request.method === 'HEAD') return undefined;
  return isSameOrigin(sender)
    ? undefined
    : { status: 403, message: 'Orders come from pages of this dashboard only.' };
}

const senderOf = ({ headers }: FastifyRequest): Sender => ({
  host: headers.host,
  origin: headers.origin,
  fetchSite: one(headers['sec-fetch-site']),
  fetchMode: one(headers['sec-fetch-mode']),
});

const one = (header: string | string[] | undefined): string | undefined =>
  typeof header === 'string' ? header : header?.[0];

/** Browsers show a cookie, programs the token itself: such a request is no browser's, and no page can have sent it. */
interface Visitor {
  readonly session: Session | undefined;
  readonly bearer: boolean;
}

function visitorOf({ sessions, now }: Context, { headers }: FastifyRequest): Visitor {
  const token = /^Bearer (.+)$/i.exec(headers.authorization ?? '')?.[1];
  return {
    session: sessions.read(headers.cookie, now()),
    bearer: token !== undefined && sessions.isToken(token),
  };
}

/** As axios names it, which bull-board calls with. */
const formHeader = 'x-xsrf-token';
const formSchema = z.object({ form: z.string().max(200) });

export function refusedVisit(context: Context, request: FastifyRequest, access: Access): Refusal | undefined {
  if (access === 'open') return undefined;
  const { session, bearer } = visitorOf(context, request);
  const known = !context.sessions.locked || bearer || session?.known === true;
  if (!known)
    return {
      status: 401,
      message: 'Log in first.',
      ...(request.method === 'GET' && { goTo: addresses.login }),
    };
  if (access === 'view') return undefined;
  if (!context.options.allowActions) {
    return {
      status: 403,
      message: 'This dashboard only shows. Start it with --allow-actions to give orders from it.',
    };
  }
  const given = formTokenOf(request);
  const own = session !== undefined && given !== undefined && context.sessions.isFormToken(session, given);
  return bearer || own
    ? undefined
    : { status: 403, message: 'This form has expired. Reload the page and try again.' };
}

/** A form's field; bull-board's script has no forms, and sends a header, which no page of another site can. */
const formTokenOf = ({ body, headers }: FastifyRequest): string | undefined =>
  formSchema.safeParse(body).data?.form ?? one(headers[formHeader]);

/** Gives a new browser its session, which forms need. */
export function rightsOf(context: Context, request: FastifyRequest, reply: FastifyReply): Rights {
  if (!context.options.allowActions) return { formToken: null };
  const { sessions, now } = context;
  const session = sessions.read(request.headers.cookie, now());
  if (session !== undefined) return { formToken: sessions.formToken(session) };
  const fresh = sessions.issue(false, now());
  if (request.method === 'GET') setCookie(request, reply, fresh.value);
  return { formToken: sessions.formToken(fresh.session) };
}
