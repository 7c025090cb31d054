import type { FastifyReply, FastifyRequest } from 'fastify';
import { cookieName, sessionSeconds } from './sessions.ts';

/** `Secure` behind a proxy that ends TLS; a client that lies about it only loses its own cookie. */
export function setCookie(
  request: FastifyRequest,
  reply: FastifyReply,
  value: string,
  maxAge = sessionSeconds,
): void {
  void reply.header(
    'set-cookie',
    `${cookieName}=${value}; Path=/; HttpOnly; SameSite=Strict; Max-Age=${maxAge}${secureOf(request)}`,
  );
}

/** The form token where bull-board's script looks for it; pages hold it as well. */
export function setFormCookie(
  request: FastifyRequest,
  reply: FastifyReply,
  token: string,
  path: string,
): void {
  void reply.header('set-cookie', `XSRF-TOKEN=${token}; Path=${path}; SameSite=Strict${secureOf(request)}`);
}

const secureOf = ({ headers }: FastifyRequest): string =>
  headers['x-forwarded-proto'] === 'https' ? '; Secure' : '';
