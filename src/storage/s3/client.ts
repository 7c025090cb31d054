/** The SDK's client, set up once for each way of reaching S3. */
import { S3Client } from '@aws-sdk/client-s3';
import { quietAwsSdk } from '../../config/environment.ts';
import type { S3Settings } from './settings.ts';

const connections = 64;
const connectMillis = 10_000;

/** Clients hold connections, the rate limit and fetched credentials: one for each way of reaching S3. */
const clients = new Map<string, S3Client>();

export function s3Client(settings: S3Settings): S3Client {
  const name = JSON.stringify(settings);
  const known = clients.get(name);
  if (known !== undefined) return known;
  quietAwsSdk();
  const client = newClient(settings);
  clients.set(name, client);
  return client;
}

function newClient({ endpoint, region, timeoutSeconds, attempts }: S3Settings): S3Client {
  return new S3Client({
    ...(region === undefined ? {} : { region }),
    ...(endpoint === undefined ? { followRegionRedirects: true } : elsewhere(endpoint)),
    // A 503 lowers the rate of all requests of this process; waiting times are drawn at random.
    retryMode: 'adaptive',
    maxAttempts: attempts,
    requestHandler: {
      connectionTimeout: connectMillis,
      requestTimeout: timeoutSeconds * 1_000,
      throwOnRequestTimeout: true,
      socketTimeout: timeoutSeconds * 1_000,
      httpAgent: { keepAlive: true, maxSockets: connections },
      httpsAgent: { keepAlive: true, maxSockets: connections },
    },
  });
}

/** Buckets as folders of the URL, and no checksums but those that every server knows. */
const elsewhere = (endpoint: string) =>
  ({
    endpoint,
    forcePathStyle: true,
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
  }) as const;
