import type { FastifyReply, FastifyRequest } from 'fastify';
import { cookieName, sessionSeconds } from './sessions.ts';

/** `Secure` behind a proxy that ends TLS; a client that lies about it only loses its own cookie. */
export function setCookie(
  request: FastifyRequest,
  reply: FastifyReply,
  value: string,
  maxAge = sessionSeconds,
): void {
  const secure = request.headers['x-forwarded-proto'] === 'https' ? '; Secure' : '';
  void reply.header(
    'set-cookie',
    `${cookieName}=${value}; Path=/; HttpOnly; SameSite=Strict; Max-Age=${maxAge}${secure}`,
  );
}
