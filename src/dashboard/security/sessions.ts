/**
 * Who a browser is, without anything kept here: a cookie with an id, a time of expiry and whether the token was shown, sealed
 * with a key that follows from the token. So a restart logs nobody out. Without a token the key is the process's own.
 */
import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

export const cookieName = 'camline';
export const sessionSeconds = 7 * 24 * 3600;

export interface Session {
  readonly id: string;
  /** Whether the token was shown. */
  readonly known: boolean;
}

export interface Sessions {
  /** Whether pages are for those alone who have shown the token. */
  readonly locked: boolean;
  isToken(given: string): boolean;
  /** A new session, and its cookie's value. */
  issue(known: boolean, now: Date): { readonly value: string; readonly session: Session };
  read(cookies: string | undefined, now: Date): Session | undefined;
  /** What a form of this session carries. */
  formToken(session: Session): string;
  isFormToken(session: Session, given: string): boolean;
}

export function createSessions(token: string | undefined): Sessions {
  const key = token === undefined ? randomBytes(32) : sha256(`camline dashboard ${token}`);
  const seal = (text: string): string => createHmac('sha256', key).update(text).digest('base64url');
  const formToken = ({ id }: Session): string => seal(`form ${id}`);
  return {
    locked: token !== undefined,
    isToken: (given) => token !== undefined && equal(given, token),
    issue(known, now) {
      const expires = Math.floor(now.getTime() / 1000) + sessionSeconds;
      const session = { id: randomBytes(16).toString('base64url'), known };
      const text = `${session.id}.${expires}.${known ? 'k' : 'a'}`;
      return { value: `${text}.${seal(text)}`, session };
    },
    read(cookies, now) {
      const [id = '', expires = '', kind = '', given = ''] = cookieOf(cookies).split('.');
      if (!equal(given, seal(`${id}.${expires}.${kind}`))) return undefined;
      return Number(expires) * 1000 > now.getTime() ? { id, known: kind === 'k' } : undefined;
    },
    formToken,
    isFormToken: (session, given) => equal(given, formToken(session)),
  };
}

const sha256 = (text: string): Buffer => createHash('sha256').update(text).digest();

/** Tells nothing by how long it takes. */
const equal = (a: string, b: string): boolean => timingSafeEqual(sha256(a), sha256(b));

function cookieOf(header = ''): string {
  const pairs = header.split(';').map((pair) => pair.trim().split('='));
  return pairs.find(([name]) => name === cookieName)?.[1] ?? '';
}
