/**
 * Objects of one bucket by their full keys: whatever the bytes of a key are, they name an object and no path. Every answer
 * is checked (`integrity.ts`) and asked for again where it was damaged. Errors: as `s3Error` says.
 */
import {
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  type ListObjectsV2CommandOutput,
  type S3Client,
} from '@aws-sdk/client-s3';
import { randomUUID } from 'node:crypto';
import type { Readable } from 'node:stream';
import { s3Client } from './client.ts';
import { contentType } from './contentType.ts';
import { damage, md5Base64, sha256Field, sha256Hex } from './integrity.ts';
import { readBody } from './readBody.ts';
import { isS3Error, s3Error, statusOf } from './s3Error.ts';
import type { S3Settings } from './settings.ts';
import { DamagedBody, whole } from './transfer.ts';

export interface ListedObject {
  readonly key: string;
  readonly bytes: number;
  /** Without quotes. */
  readonly etag: string;
  readonly modifiedAt: Date;
}

export interface FoundObject {
  readonly bytes: number;
  readonly etag: string;
}

export interface Range {
  readonly offset: number;
  readonly length: number;
}

export interface GetOptions {
  /** Undefined comes back where the object is another by now. */
  readonly etag?: string | undefined;
  /** A part; it is not checked but for its length, since servers keep no hash of parts. */
  readonly range?: Range;
}

/** Who wrote an object, so that a writer whose answer was lost knows its own. */
const writerField = 'camline-writer';

export class Bucket {
  readonly name: string;
  private readonly settings: S3Settings;
  private readonly client: S3Client;

  constructor(name: string, settings: S3Settings) {
    this.name = name;
    this.settings = settings;
    this.client = s3Client(settings);
  }

  put(key: string, bytes: Uint8Array): Promise<void> {
    return this.#reporting('write', key, async () => {
      await this.#send(key, bytes, {});
    });
  }

  /** 'exists' where somebody else has written that key; who asks again after a lost answer is told 'written'. */
  putNew(key: string, bytes: Uint8Array): Promise<'written' | 'exists'> {
    const writer = randomUUID();
    return this.#reporting('write', key, async () => {
      try {
        await this.#send(key, bytes, { [writerField]: writer }, '*');
        return 'written';
      } catch (error) {
        if (statusOf(error) !== 412) throw error;
        return (await this.#head(key))?.metadata?.[writerField] === writer ? 'written' : 'exists';
      }
    });
  }

  /** The object's bytes, or undefined where there is none (or, with `etag`, none that is still the same). */
  get(key: string, { etag, range }: GetOptions = {}): Promise<Uint8Array | undefined> {
    return this.#reporting('read', key, async () => {
      try {
        const strange = new StrangeEtags();
        return await whole(this.settings.attempts, () => this.#read(key, etag, range, strange));
      } catch (error) {
        if (isMissing(error) || statusOf(error) === 412) return undefined;
        throw error;
      }
    });
  }

  find(key: string): Promise<FoundObject | undefined> {
    return this.#reporting('look up', key, () => this.#head(key));
  }

  remove(key: string): Promise<void> {
    return this.#reporting('remove', key, async () => {
      await this.client.send(new DeleteObjectCommand({ Bucket: this.name, Key: key }));
    });
  }

  /** Objects whose key starts with `prefix`, in the order of their keys' bytes, a thousand in memory at a time. */
  async *list(prefix: string): AsyncGenerator<ListedObject> {
    for await (const { Contents = [] } of this.#pages(prefix)) {
      for (const { Key, Size, ETag, LastModified } of Contents) {
        const modifiedAt = LastModified ?? new Date();
        yield { key: decodedKey(Key!), bytes: Size ?? 0, etag: unquoted(ETag), modifiedAt };
      }
    }
  }

  /** Names of the "folders" right below `folder` (its key with a slash at the end, or ""), in the order of their bytes. */
  async folders(folder: string): Promise<string[]> {
    const names: string[] = [];
    for await (const { CommonPrefixes = [] } of this.#pages(folder, '/'))
      for (const { Prefix } of CommonPrefixes) names.push(decodedKey(Prefix!).slice(folder.length, -1));
    return names;
  }

  address(key: string): string {
    return `s3://${this.name}/${key}`;
  }

  /** @param delimiter keys that have it behind the prefix come as one name */
  async *#pages(prefix: string, delimiter?: '/'): AsyncGenerator<ListObjectsV2CommandOutput> {
    let token: string | undefined;
    do {
      const page = await this.#page(prefix, delimiter, token);
      yield page;
      token = page.NextContinuationToken;
    } while (token !== undefined);
  }

  /** @param token where an earlier page ended */
  #page(
    prefix: string,
    delimiter: '/' | undefined,
    token: string | undefined,
  ): Promise<ListObjectsV2CommandOutput> {
    return this.#reporting('list', prefix, () =>
      whole(this.settings.attempts, () =>
        this.client.send(
          new ListObjectsV2Command({
            Bucket: this.name,
            Prefix: prefix,
            // XML has no form for some characters that keys may hold.
            EncodingType: 'url',
            ...(token === undefined ? {} : { ContinuationToken: token }),
            ...(delimiter === undefined ? {} : { Delimiter: delimiter }),
          }),
        ),
      ),
    );
  }

  async #send(
    key: string,
    bytes: Uint8Array,
    metadata: Readonly<Record<string, string>>,
    ifNoneMatch?: '*',
  ): Promise<void> {
    const command = {
      Bucket: this.name,
      Key: key,
      Body: bytes,
      ContentLength: bytes.length,
      ContentType: contentType(key),
      Metadata: { ...metadata, [sha256Field]: sha256Hex(bytes) },
      ...(ifNoneMatch === undefined ? {} : { IfNoneMatch: ifNoneMatch }),
      // AWS is sent the SDK's own checksum.
      ...(this.settings.endpoint === undefined ? {} : { ContentMD5: md5Base64(bytes) }),
    };
    await whole(this.settings.attempts, () => this.client.send(new PutObjectCommand(command)));
  }

  async #read(
    key: string,
    etag: string | undefined,
    range: Range | undefined,
    strange: StrangeEtags,
  ): Promise<Uint8Array> {
    const answer = await this.client.send(
      new GetObjectCommand({
        Bucket: this.name,
        Key: key,
        ...(etag === undefined ? {} : { IfMatch: `"${etag}"` }),
        ...(range === undefined ? {} : { Range: rangeHeader(range) }),
      }),
    );
    const bytes = await readBody(answer.Body as Readable, answer.ContentLength);
    if (range !== undefined) return bytes;
    const claims = { metadata: answer.Metadata, etag: answer.ETag, encryption: answer.ServerSideEncryption };
    const reason = damage(bytes, claims);
    if (reason === undefined || (reason.claim === 'etag' && strange.isSame(bytes))) return bytes;
    throw new DamagedBody(reason.problem);
  }

  async #head(
    key: string,
  ): Promise<(FoundObject & { readonly metadata: Record<string, string> | undefined }) | undefined> {
    try {
      const answer = await this.client.send(new HeadObjectCommand({ Bucket: this.name, Key: key }));
      return { bytes: answer.ContentLength ?? 0, etag: unquoted(answer.ETag), metadata: answer.Metadata };
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw error;
    }
  }

  async #reporting<T>(action: string, key: string, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      throw s3Error(error, action, this.address(key));
    }
  }
}

/**
 * Bytes that twice came alike, and do not have the MD5 of their ETag: then the ETag is none, whatever it looks like. What is
 * damaged on the way is not damaged alike twice.
 */
class StrangeEtags {
  private before: string | undefined;

  isSame(bytes: Uint8Array): boolean {
    const now = sha256Hex(bytes);
    const same = this.before === now;
    this.before = now;
    return same;
  }
}

/** HEAD answers have no body and so no better name. A missing bucket is another matter, where the server says so. */
const isMissing = (error: unknown): boolean =>
  statusOf(error) === 404 && isS3Error(error, 'NoSuchKey', 'NotFound');

const unquoted = (etag: string | undefined): string => (etag ?? '').replaceAll('"', '');

const decodedKey = (key: string): string => decodeURIComponent(key.replaceAll('+', ' '));

const rangeHeader = ({ offset, length }: Range): string => `bytes=${offset}-${offset + length - 1}`;
