/** Pages and orders as data: the guard reads `access` before any handler is called. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Context } from '../context.ts';
import type { Rights } from '../parts/actions.ts';

/** 'open': for everybody; 'view': for who may look; 'act': for who may give orders. */
export type Access = 'open' | 'view' | 'act';

export interface Visit {
  readonly context: Context;
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
  readonly rights: Rights;
}

export interface Route {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH';
  readonly path: string;
  readonly access: Access;
  readonly handle: (visit: Visit) => Promise<unknown>;
}

export const view = (path: string, handle: Route['handle']): Route => ({
  method: 'GET',
  path,
  access: 'view',
  handle,
});
export const order = (path: string, handle: Route['handle']): Route => ({
  method: 'POST',
  path,
  access: 'act',
  handle,
});

export const sendPage = (reply: FastifyReply, markup: string): FastifyReply =>
  reply.type('text/html; charset=utf-8').send(markup);

/** A report's own page: pictures and styles are inside it; it runs nothing, whoever wrote it. */
export const sendReport = (reply: FastifyReply, bytes: Uint8Array): FastifyReply =>
  reply
    .header(
      'content-security-policy',
      "default-src 'none'; img-src data:; style-src 'unsafe-inline'; sandbox; frame-ancestors 'none'",
    )
    .type('text/html; charset=utf-8')
    .send(Buffer.from(bytes));
