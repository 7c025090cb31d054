import { CamlineError, type ErrorCode } from '../../errors.ts';

const unset = (reason: string) => ({ code: 'CONFIG_INVALID', reason }) as const;
const refused = (reason: string) => ({ code: 'STORE_UNWRITABLE', reason }) as const;

const access =
  'access denied; the credentials need s3:ListBucket, s3:GetObject and, for results, s3:PutObject there';
const credentials =
  'the credentials are not accepted; see AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, the profile or the role';
const otherRegion = 'the bucket is in another region; name it with CAMLINE_S3_REGION';

/** By the error's name. What is not here is the network's or the server's trouble and may pass. */
const faults: Readonly<Record<string, { readonly code: ErrorCode; readonly reason: string }>> = {
  NoSuchBucket: refused('there is no such bucket; create it, or check its name and CAMLINE_S3_ENDPOINT'),
  InvalidBucketName: refused('that is no name of a bucket'),
  AccessDenied: refused(access),
  Forbidden: refused(access),
  AllAccessDisabled: refused(access),
  InvalidAccessKeyId: refused(credentials),
  SignatureDoesNotMatch: refused(credentials),
  InvalidToken: refused(credentials),
  ExpiredToken: refused('the credentials have expired; renew them and run the same command again'),
  CredentialsProviderError: unset(
    'no credentials were found; set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, AWS_PROFILE, or give this machine a role',
  ),
  PermanentRedirect: refused(otherRegion),
  AuthorizationHeaderMalformed: refused(otherRegion),
  QuotaExceeded: refused('the quota of the bucket or user is used up'),
  EntityTooLarge: refused('the server takes no object of this size'),
  NotImplemented: refused('the server does not know conditional writes (If-None-Match)'),
  KeyTooLongError: { code: 'KEY_INVALID', reason: 'the key is too long for the server' },
};

/** By the message, of errors without a name. */
const untold: typeof faults = {
  'Region is missing': unset('no region is known; name it with CAMLINE_S3_REGION or AWS_REGION'),
};

const statuses: Readonly<Record<number, string>> = { 401: 'AccessDenied', 403: 'AccessDenied' };

interface SdkError {
  readonly name: string;
  readonly message: string;
  readonly code?: string;
  readonly $metadata?: { readonly httpStatusCode?: number; readonly attempts?: number };
}

const isSdkError = (error: unknown): error is SdkError => error instanceof Error;

/** HTTP status of what the server answered, or undefined where it did not. */
export const statusOf = (error: unknown): number | undefined =>
  isSdkError(error) ? error.$metadata?.httpStatusCode : undefined;

/** True for an error of one of these names. */
export const isS3Error = (error: unknown, ...names: readonly string[]): boolean =>
  isSdkError(error) && names.includes(error.name);

/** STORE_UNWRITABLE, STORE_UNAVAILABLE, CONFIG_INVALID or KEY_INVALID for a failed request; our own errors pass. */
export function s3Error(error: unknown, action: string, address: string): CamlineError {
  if (error instanceof CamlineError) return error;
  const name = isSdkError(error) ? error.name : 'unknown';
  const status = statusOf(error);
  const known =
    (isSdkError(error) ? untold[error.message] : undefined) ??
    faults[name] ??
    (status === undefined ? undefined : faults[statuses[status] ?? '']);
  const { code, reason } = known ?? { code: 'STORE_UNAVAILABLE', reason: troubleOf(error) };
  const told = [name === 'Error' ? '' : name, status === undefined ? '' : `HTTP ${status}`].filter(Boolean);
  const more = told.length === 0 ? '' : ` (${told.join(', ')})`;
  return new CamlineError(code, `Cannot ${action} ${address}: ${reason}${more}.`, { cause: error });
}

/** Nothing answers at the address. */
const nobody: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ETIMEDOUT',
]);

function troubleOf(error: unknown): string {
  if (!isSdkError(error)) return String(error);
  const attempts = error.$metadata?.attempts ?? 1;
  const text = error.message === '' || error.message === 'UnknownError' ? 'no answer' : error.message;
  const said = attempts > 1 ? `${text}, ${attempts} times` : text;
  return nobody.has(error.code ?? '') ? `${said}; check CAMLINE_S3_ENDPOINT and that its server runs` : said;
}
