/** Tells another service of a night: signed, tried again, and without anything secret. */
import { createHmac } from 'node:crypto';
import type { Night } from './nights/night.ts';

export interface WebhookOptions {
  readonly url: string;
  /** Key of the signature; undefined: the body is not signed. */
  readonly secret: string | undefined;
  readonly now: () => Date;
  readonly wait: (millis: number) => Promise<void>;
  readonly send: typeof fetch;
}

const attempts = 4;
const firstWaitMillis = 1_000;
const timeoutMillis = 10_000;

/** What goes out: verdicts and figures, no paths, no keys of images. */
export function webhookBody(night: Night): string {
  const { audit, outcome, run, startedAt, finishedAt, checks } = night;
  return JSON.stringify({
    audit,
    night: night.night,
    outcome,
    run,
    startedAt,
    finishedAt,
    checks: checks.map(({ name, verdict, findings }) => ({
      name,
      verdict,
      findings: findings.map(({ id, what, value, verdict: own }) => ({ id, what, value, verdict: own })),
    })),
  });
}

/**
 * "sha256=" and the HMAC of `<timestamp>.<body>` in hex: who has the key knows that the body is ours and when it was sent.
 */
export const signatureOf = (secret: string, timestamp: string, body: string): string =>
  `sha256=${createHmac('sha256', secret).update(`${timestamp}.${body}`).digest('hex')}`;

/** Undefined where it arrived, else why it did not. Network errors, 429 and 5xx are tried again, twice as late each time. */
export async function sendWebhook(night: Night, options: WebhookOptions): Promise<string | undefined> {
  const body = webhookBody(night);
  let problem = '';
  for (let attempt = 0; attempt < attempts; attempt++) {
    if (attempt > 0) await options.wait(firstWaitMillis * 2 ** (attempt - 1));
    const outcome = await trySend(body, options);
    if (outcome.done) return outcome.problem;
    problem = outcome.problem;
  }
  return `${problem}, ${attempts} times`;
}

type Tried =
  | { readonly done: true; readonly problem: string | undefined }
  | { readonly done: false; readonly problem: string };

async function trySend(body: string, { url, secret, now, send }: WebhookOptions): Promise<Tried> {
  const timestamp = now().toISOString();
  const signature =
    secret === undefined ? {} : { 'x-camline-signature': signatureOf(secret, timestamp, body) };
  try {
    const response = await send(url, {
      method: 'POST',
      redirect: 'error',
      headers: { 'content-type': 'application/json', 'x-camline-timestamp': timestamp, ...signature },
      body,
      signal: AbortSignal.timeout(timeoutMillis),
    });
    if (response.ok) return { done: true, problem: undefined };
    const problem = `the webhook answered ${response.status}`;
    return response.status === 429 || response.status >= 500
      ? { done: false, problem }
      : { done: true, problem };
  } catch (error) {
    // Its message could hold the address, and that a token.
    return { done: false, problem: `the webhook could not be reached (${nameOf(error)})` };
  }
}

const nameOf = (error: unknown): string => (error instanceof Error ? error.name : 'unknown error');
