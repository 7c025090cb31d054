/** One file over HTTP into a file here: every step of the way is checked, and nothing waits for ever. */
import { createWriteStream } from 'node:fs';
import http, { type IncomingMessage } from 'node:http';
import https from 'node:https';
import { pipeline } from 'node:stream/promises';
import { setTimeout as wait } from 'node:timers/promises';
import { version } from '../config/version.ts';
import { tooLarge } from '../engine/externalFiles.ts';
import { CamlineError, messageOf } from '../errors.ts';
import { allowance, shownUrl, type AllowedUrls } from './allowedUrl.ts';
import type { Budget } from './origin.ts';
import { checkWrittenAddress, publicLookup } from './publicAddress.ts';

export interface DownloadLimits {
  readonly allowed: AllowedUrls;
  /** Without a byte, milliseconds. */
  readonly idleMillis: number;
  /** Of one file. */
  readonly totalMillis: number;
  /** Of one file, the first included. */
  readonly attempts: number;
  readonly firstPauseMillis: number;
}

const mostRedirects = 5;

/** The server said so, or the connection broke: the same may go well later. */
class MayFareBetter extends Error {
  override readonly name = 'MayFareBetter';
}

/**
 * Fetches `url` to `target`; each address on the way must be allowed, redirects included.
 *
 * @returns false where the server says that there is none (404, 410)
 * @throws CONFIG_INVALID for what is not allowed, MODEL_NOT_FOUND for what the server refuses, MODEL_TOO_LARGE,
 * STORE_UNAVAILABLE where it cannot be reached or breaks off each time
 */
export async function download(
  url: URL,
  target: string,
  budget: Budget,
  limits: DownloadLimits,
): Promise<boolean> {
  const { attempts, firstPauseMillis, totalMillis } = limits;
  const signal = AbortSignal.timeout(totalMillis);
  for (let attempt = 1; ; attempt++) {
    const { left } = budget;
    try {
      return await tried(url, target, budget, { ...limits, signal });
    } catch (error) {
      if (error instanceof CamlineError) throw error;
      budget.left = left;
      const why = signal.aborted ? `it took more than ${Math.ceil(totalMillis / 1000)} s` : messageOf(error);
      if (attempt >= attempts || signal.aborted || !isTransient(error)) throw unavailable(url, why, error);
      await wait(firstPauseMillis * 2 ** (attempt - 1));
    }
  }
}

type Attempt = DownloadLimits & { readonly signal: AbortSignal };

async function tried(url: URL, target: string, budget: Budget, attempt: Attempt): Promise<boolean> {
  let at = url;
  for (let redirects = 0; redirects <= mostRedirects; redirects++) {
    const response = await answerOf(at, attempt);
    const { statusCode = 0, headers } = response;
    if (statusCode >= 300 && statusCode < 400 && headers.location !== undefined) {
      response.destroy();
      at = redirected(at, headers.location);
      continue;
    }
    if (statusCode === 200) {
      await write(response, target, budget, at);
      return true;
    }
    response.destroy();
    if (statusCode === 404 || statusCode === 410) return false;
    if (statusCode === 429 || statusCode >= 500) throw new MayFareBetter(`the server answers ${statusCode}`);
    throw refused(at, statusCode);
  }
  throw new CamlineError(
    'MODEL_NOT_FOUND',
    `${shownUrl(url)} leads on and on: more than ${mostRedirects} redirects. Name the address where they end.`,
  );
}

/** The head of the answer; the body is not read yet. */
function answerOf(url: URL, { allowed, idleMillis, signal }: Attempt): Promise<IncomingMessage> {
  const isPublicOnly = allowance(url, allowed) === 'public';
  if (isPublicOnly) checkWrittenAddress(url);
  const get: typeof http.get = url.protocol === 'https:' ? https.get : http.get;
  const headers = { accept: '*/*', 'accept-encoding': 'identity', 'user-agent': `camline/${version}` };
  return new Promise((resolve, reject) => {
    const request = get(
      url,
      { headers, signal, agent: false, ...(isPublicOnly && { lookup: publicLookup }) },
      resolve,
    );
    request.setTimeout(idleMillis, () =>
      request.destroy(new MayFareBetter(`nothing came for ${Math.ceil(idleMillis / 1000)} s`)),
    );
    request.on('error', reject);
  });
}

async function write(response: IncomingMessage, target: string, budget: Budget, url: URL): Promise<void> {
  if (Number(response.headers['content-length'] ?? 0) > budget.left) {
    response.destroy();
    throw tooLarge(shownUrl(url));
  }
  await pipeline(
    response,
    async function* counted(chunks: AsyncIterable<Uint8Array>) {
      for await (const chunk of chunks) {
        budget.left -= chunk.length;
        if (budget.left < 0) throw tooLarge(shownUrl(url));
        yield chunk;
      }
    },
    createWriteStream(target),
  );
}

/** Throws MODEL_NOT_FOUND for an address that is none, and where encryption would be left. */
function redirected(from: URL, location: string): URL {
  const to = URL.canParse(location, from.href) ? new URL(location, from) : null;
  if (to !== null && /^https?:$/.test(to.protocol) && (from.protocol === 'http:' || to.protocol === 'https:'))
    return to;
  throw new CamlineError(
    'MODEL_NOT_FOUND',
    `${shownUrl(from)} leads to another address that is not followed: expected https://, received ${to?.protocol ?? 'none'}.`,
  );
}

const refused = (url: URL, status: number): CamlineError =>
  new CamlineError(
    'MODEL_NOT_FOUND',
    `${shownUrl(url)}: the server answers ${status}. Expected a file that can be fetched without logging in; a query with a token may follow the address.`,
  );

const transientCodes: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EPIPE',
  'ERR_STREAM_PREMATURE_CLOSE',
  'ETIMEDOUT',
]);

const isTransient = (error: unknown): boolean =>
  error instanceof MayFareBetter || transientCodes.has(String((error as NodeJS.ErrnoException).code));

const unavailable = (url: URL, why: string, cause: unknown): CamlineError =>
  new CamlineError('STORE_UNAVAILABLE', `Cannot fetch ${shownUrl(url)}: ${why}. Try again later.`, { cause });
