/**
 * Which names a request may call this server by, and which pages may send it. A page of another site that has its name
 * resolved to our address (DNS rebinding) still sends its own name: so names must be listed, while addresses, which nobody
 * can rebind, and localhost are fine.
 */
import { isIP } from 'node:net';

/** @param host the header, "dash.example:8400" */
export function isHostAllowed(host: string | undefined, names: readonly string[]): boolean {
  const name = hostName(host);
  if (name === undefined) return false;
  return name === 'localhost' || isIP(name) !== 0 || names.includes(name);
}

/** In lower case, without port and brackets; undefined for what is no host. */
function hostName(host: string | undefined): string | undefined {
  const match = /^(?:\[([0-9a-f:.]+)\]|([a-z0-9._-]+))(?::\d{1,5})?$/i.exec(host ?? '');
  return (match?.[1] ?? match?.[2])?.toLowerCase();
}

export interface Sender {
  readonly host: string | undefined;
  readonly origin: string | undefined;
  readonly fetchSite: string | undefined;
  readonly fetchMode: string | undefined;
}

/** Whether an order comes from a page of ours, or from a program that sends no origin. */
export function isSameOrigin({ host, origin, fetchSite }: Sender): boolean {
  if (origin !== undefined) return host !== undefined && hostOf(origin) === host.toLowerCase();
  return fetchSite === undefined || fetchSite === 'same-origin';
}

function hostOf(origin: string): string | undefined {
  return URL.canParse(origin) ? new URL(origin).host : undefined;
}

/** Another site may link to us, but neither embed our pictures nor read our pages. */
export const isForeignEmbedding = ({ fetchSite, fetchMode }: Sender): boolean =>
  fetchSite !== undefined && !['same-origin', 'none'].includes(fetchSite) && fetchMode !== 'navigate';

/** Whether only this machine can reach the address. */
export const isLoopback = (host: string): boolean =>
  host === 'localhost' || host === '::1' || /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(host);
