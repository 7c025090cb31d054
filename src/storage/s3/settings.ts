/** How this machine reaches S3. Credentials are no part of it: the SDK's own chain finds them. */
import { environment } from '../../config/environment.ts';
import { readSettings } from '../../config/readSettings.ts';

export interface S3Settings {
  /** URL of a server that is not AWS's (Ceph, MinIO, R2, …); undefined: AWS. */
  readonly endpoint: string | undefined;
  /** Undefined: by the SDK's own chain (AWS_REGION, the profile). */
  readonly region: string | undefined;
  /** A request that has not been answered by then is given up and tried again. */
  readonly timeoutSeconds: number;
  /** Of one request, the first included. */
  readonly attempts: number;
}

/** Servers other than AWS's mostly know one region, and few mind its name. */
const regionElsewhere = 'us-east-1';
const attempts = 10;

/**
 * Settings before the variables that all AWS tools know, since those name another server too. Read when S3 is used first,
 * so that who uses directories needs none of it.
 */
export async function s3SettingsHere(): Promise<S3Settings> {
  const { settings } = await readSettings();
  const variables = environment();
  const endpoint =
    settings.s3Endpoint ?? said(variables['AWS_ENDPOINT_URL_S3']) ?? said(variables['AWS_ENDPOINT_URL']);
  return {
    endpoint: endpoint !== undefined && isAws(endpoint) ? undefined : endpoint,
    region: settings.s3Region ?? (endpoint === undefined ? undefined : regionThere(variables)),
    timeoutSeconds: settings.s3TimeoutSeconds,
    attempts,
  };
}

const said = (text: string | undefined): string | undefined => (text === '' ? undefined : text);

const regionThere = (variables: Readonly<Record<string, string | undefined>>): string =>
  said(variables['AWS_REGION']) ?? said(variables['AWS_DEFAULT_REGION']) ?? regionElsewhere;

const isAws = (endpoint: string): boolean =>
  URL.canParse(endpoint) && /\.amazonaws\.com(\.cn)?$/i.test(new URL(endpoint).hostname);
