/** Which addresses models may be fetched from: those that the settings name, and nothing else. Pure. */
import { variableOf, type Settings } from '../config/settings.ts';
import { CamlineError } from '../errors.ts';

export type AllowedUrls = Pick<Settings, 'modelUrls' | 'privateModelUrls'>;

/**
 * Whether `url` lies below an address of `modelUrls` ('public': its server must have a public address) or of
 * `privateModelUrls` ('any').
 *
 * @throws CONFIG_INVALID where it does not, saying how it is allowed
 */
export function allowance(url: URL, { modelUrls, privateModelUrls }: AllowedUrls): 'public' | 'any' {
  if (!climbs(url)) {
    if (privateModelUrls.some((allowed) => isBelow(url, allowed))) return 'any';
    if (modelUrls.some((allowed) => isBelow(url, allowed))) return 'public';
  }
  const setting = variableOf('modelUrls');
  throw new CamlineError(
    'CONFIG_INVALID',
    `Expected a model from an address that is allowed, received ${shownUrl(url)}. Allow it with ` +
      `${setting}=${new URL('.', `${url.origin}${url.pathname}`).href} (modelUrls in camline.yaml; a list), or copy the model here.`,
  );
}

/** Scheme, host, port and path; a query may be a signature. */
export const shownUrl = ({ origin, pathname }: URL): string => `${origin}${pathname}`;

function isBelow(url: URL, allowed: string): boolean {
  const { origin, pathname } = new URL(allowed);
  if (url.origin !== origin) return false;
  return url.pathname === pathname || url.pathname.startsWith(pathname.replace(/\/?$/, '/'));
}

/** ".." that only a server would see: as "..%2f" it is no step up for a URL's own rules. */
function climbs({ pathname }: URL): boolean {
  try {
    return decodeURIComponent(pathname).split(/[/\\]/).includes('..');
  } catch {
    return true;
  }
}
