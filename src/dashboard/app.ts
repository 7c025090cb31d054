/** The server: the guard, the routes, and what an error looks like. The only importer of Fastify. */
import fastify, { type FastifyError, type FastifyInstance, type FastifyReply } from 'fastify';
import { CamlineError } from '../errors.ts';
import { html } from '../report/html.ts';
import type { Context } from './context.ts';
import { pageOf } from './parts/layout.ts';
import { allRoutes } from './routes/routes.ts';
import type { Route } from './routes/route.ts';
import { refusedSender, refusedVisit, rightsOf, type Refusal } from './security/guard.ts';
import { securityHeaders } from './security/headers.ts';

const formBytes = 16 * 1024;

export async function createApp(context: Context): Promise<FastifyInstance> {
  const app = fastify({
    logger: false,
    bodyLimit: formBytes,
    forceCloseConnections: true,
    exposeHeadRoutes: false,
  });
  app.addContentTypeParser(
    'application/x-www-form-urlencoded',
    { parseAs: 'string' },
    (_request, body, done) => {
      done(null, Object.fromEntries(new URLSearchParams(String(body))));
    },
  );
  app.removeContentTypeParser(['application/json', 'text/plain']);
  app.addHook('onRequest', async (request, reply) => {
    void reply.headers(securityHeaders);
    const refusal = refusedSender(context, request);
    return refusal === undefined ? undefined : refuse(reply, refusal);
  });
  app.setNotFoundHandler((_request, reply) =>
    refuse(reply, { status: 404, message: 'There is no such page.' }),
  );
  app.setErrorHandler((error: FastifyError, _request, reply) => refuse(reply, refusalOf(error)));
  for (const route of await allRoutes(context)) addRoute(app, context, route);
  return app;
}

function addRoute(app: FastifyInstance, context: Context, { method, path, access, handle }: Route): void {
  app.route({
    method,
    url: path,
    preHandler: async (request, reply) => {
      const refusal = refusedVisit(context, request, access);
      return refusal === undefined ? undefined : refuse(reply, refusal);
    },
    handler: (request, reply) =>
      handle({ context, request, reply, rights: rightsOf(context, request, reply) }),
  });
}

const statuses: Partial<Record<CamlineError['code'], number>> = {
  RUN_UNKNOWN: 404,
  IMAGE_NOT_FOUND: 404,
  KEY_INVALID: 400,
  CONFIG_INVALID: 400,
  INPUT_INVALID: 400,
  RUN_INCOMPLETE: 409,
  QUEUE_UNAVAILABLE: 503,
  QUEUE_LOCKED: 503,
  STORE_UNAVAILABLE: 503,
};

/** Our own errors say what to do; others tell nothing of the inside. */
function refusalOf(error: FastifyError): Refusal {
  if (error instanceof CamlineError) return { status: statuses[error.code] ?? 500, message: error.message };
  const status = error.statusCode ?? 500;
  return status < 500
    ? { status, message: error.message }
    : { status: 500, message: 'This page could not be made.' };
}

function refuse(reply: FastifyReply, { status, message, goTo }: Refusal): FastifyReply {
  if (goTo !== undefined) return reply.redirect(goTo, 303);
  const title = `${status}`;
  const body = html`<h1>${status === 404 ? 'Not found' : 'Not possible'}</h1>
    <p class="lead">${message}</p>`;
  return reply.code(status).type('text/html; charset=utf-8').send(pageOf({ title, body }));
}
