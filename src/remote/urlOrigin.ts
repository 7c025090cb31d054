import { basename } from 'node:path/posix';
import { CamlineError } from '../errors.ts';
import { allowance, shownUrl, type AllowedUrls } from './allowedUrl.ts';
import { plainName } from './plainName.ts';
import { download, type DownloadLimits } from './download.ts';
import type { Origin } from './origin.ts';

const limits: Omit<DownloadLimits, 'allowed'> = {
  idleMillis: 30_000,
  totalMillis: 3_600_000,
  attempts: 4,
  firstPauseMillis: 500,
};

/**
 * `https://…/model.json`, `https://…/net.onnx`, or the folder of a model.json with a slash at its end. A query (a token) is sent
 * with every file of the model, and shown nowhere. Throws CONFIG_INVALID for an address that is none or not allowed.
 */
export function urlOrigin(
  given: string,
  allowed: AllowedUrls,
  { idleMillis, totalMillis, attempts, firstPauseMillis } = limits,
): Origin {
  const url = parsed(given);
  if (url.pathname.endsWith('/')) url.pathname += 'model.json';
  allowance(url, allowed);
  const address = shownUrl(url);
  return {
    address,
    name: plainName(basename(url.pathname), address),
    fetch: (path, target, budget) =>
      download(path === '' ? url : beside(url, path), target, budget, {
        allowed,
        idleMillis,
        totalMillis,
        attempts,
        firstPauseMillis,
      }),
  };
}

function parsed(given: string): URL {
  const url = URL.canParse(given) ? new URL(given) : null;
  if (url !== null && url.username === '' && url.password === '') return url;
  throw new CamlineError(
    'CONFIG_INVALID',
    url === null
      ? 'Expected the address of a model such as https://host/path/model.json, received one that cannot be read.'
      : `Expected an address without user and password, received one for ${shownUrl(url)}. A token may stand in its query.`,
  );
}

function beside(url: URL, path: string): URL {
  const found = new URL(path.split('/').map(encodeURIComponent).join('/'), url);
  found.search = url.search;
  return found;
}
