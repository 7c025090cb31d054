import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, vi } from 'vitest';
import { s3Store } from '../../src/storage/s3/s3Store.ts';
import type { S3Settings } from '../../src/storage/s3/settings.ts';
import { radosgwKeys, radosgwMissing, startRadosgw, type Radosgw } from '../support/radosgw.ts';
import { describeStore } from './store.ts';

const missing = radosgwMissing();

describe.skipIf(missing !== undefined)(
  `on radosgw${missing === undefined ? '' : `: skipped, ${missing}`}`,
  () => {
    let server: Radosgw;
    let settings: S3Settings;

    beforeAll(async () => {
      for (const [name, value] of Object.entries(radosgwKeys)) vi.stubEnv(name, value);
      server = await startRadosgw();
      settings = { endpoint: server.endpoint, region: 'us-east-1', timeoutSeconds: 30, attempts: 10 };
      const client = new S3Client({ endpoint: server.endpoint, region: 'us-east-1', forcePathStyle: true });
      await client.send(new CreateBucketCommand({ Bucket: 'results' }));
      client.destroy();
    });
    afterAll(async () => {
      await server?.stop();
      vi.unstubAllEnvs();
    });

    describeStore('S3', {
      fresh() {
        const url = `s3://results/${randomUUID()}`;
        const open = () => s3Store(url, () => Promise.resolve(settings));
        return Promise.resolve({ store: open(), openAgain: open });
      },
    });
  },
);
