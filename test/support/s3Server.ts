/** A radosgw with what tests do to its buckets, by Amazon's client and none of our code. */
import {
  CreateBucketCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutBucketPolicyCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { readFileSync } from 'node:fs';
import { radosgwKeys, startRadosgw, type Radosgw } from './radosgw.ts';

export class S3Server {
  readonly endpoint: string;
  readonly stop: () => Promise<void>;
  private readonly client: S3Client;
  private readonly gateway: Radosgw;

  private constructor(gateway: Radosgw) {
    const { endpoint, stop } = gateway;
    this.gateway = gateway;
    this.endpoint = endpoint;
    this.stop = async () => {
      this.client.destroy();
      await stop();
    };
    this.client = new S3Client({
      endpoint,
      region: 'us-east-1',
      forcePathStyle: true,
      credentials: {
        accessKeyId: radosgwKeys.AWS_ACCESS_KEY_ID,
        secretAccessKey: radosgwKeys.AWS_SECRET_ACCESS_KEY,
      },
    });
  }

  static async start(...buckets: readonly string[]): Promise<S3Server> {
    const server = new S3Server(await startRadosgw());
    for (const bucket of buckets) await server.client.send(new CreateBucketCommand({ Bucket: bucket }));
    return server;
  }

  /** What a process needs to reach it. @param endpoint of a proxy in front of it */
  env(endpoint = this.endpoint): Readonly<Record<string, string>> {
    return { ...radosgwKeys, CAMLINE_S3_ENDPOINT: endpoint };
  }

  async put(bucket: string, key: string, body: Uint8Array | string): Promise<void> {
    await this.client.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: body }));
  }

  /** A user who may list the bucket and read its objects, and nothing else. @returns what such a process needs */
  async reader(bucket: string): Promise<Readonly<Record<string, string>>> {
    const keys = { AWS_ACCESS_KEY_ID: 'readerkey', AWS_SECRET_ACCESS_KEY: 'readersecret' };
    this.gateway.addUser('reader', keys);
    const allowed = {
      Effect: 'Allow',
      Principal: { AWS: ['arn:aws:iam:::user/reader'] },
      Action: ['s3:ListBucket', 's3:GetObject'],
      Resource: [`arn:aws:s3:::${bucket}`, `arn:aws:s3:::${bucket}/*`],
    };
    const policy = JSON.stringify({ Version: '2012-10-17', Statement: [allowed] });
    await this.client.send(new PutBucketPolicyCommand({ Bucket: bucket, Policy: policy }));
    return { ...keys, CAMLINE_S3_ENDPOINT: this.endpoint };
  }

  async putFile(bucket: string, key: string, path: string): Promise<void> {
    await this.put(bucket, key, readFileSync(path));
  }

  async get(bucket: string, key: string): Promise<Uint8Array> {
    const { Body } = await this.client.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
    return Body!.transformToByteArray();
  }

  /** Keys below `prefix`, which is taken away from them, in order. */
  async keys(bucket: string, prefix: string): Promise<string[]> {
    const keys: string[] = [];
    let token: string | undefined;
    do {
      const page = await this.client.send(
        new ListObjectsV2Command({ Bucket: bucket, Prefix: prefix, ContinuationToken: token }),
      );
      keys.push(...(page.Contents ?? []).map(({ Key }) => Key!.slice(prefix.length)));
      token = page.NextContinuationToken;
    } while (token !== undefined);
    return keys;
  }

  /** Bytes by key below `prefix`. */
  async objects(bucket: string, prefix: string): Promise<Map<string, Uint8Array>> {
    const objects = new Map<string, Uint8Array>();
    for (const key of await this.keys(bucket, prefix)) objects.set(key, await this.get(bucket, prefix + key));
    return objects;
  }
}
