/**
 * Where results go: a directory or an S3 prefix, behind the same verbs. Keys are made in `keys.ts` only.
 * Errors: STORE_UNAVAILABLE (transient, retry), STORE_UNWRITABLE (permission, read-only, full).
 */
export interface ObjectInfo {
  readonly key: string;
  readonly bytes: number;
}

export interface ObjectStore {
  /** The directory's path or `s3://bucket/prefix`: opens the store again from any working folder. Never holds credentials. */
  readonly location: string;

  /** Writes a probe object and takes it away again; throws STORE_UNWRITABLE with the reason. Makes a missing directory. */
  probe(): Promise<void>;

  /** Writes the whole object or nothing; an object that is there is replaced. Durable when the promise resolves. */
  put(key: string, bytes: Uint8Array): Promise<void>;

  /** As `put`, but durable only after `settle`: one wait for many objects in place of one for each. */
  putSoon(key: string, bytes: Uint8Array): Promise<void>;

  /** Makes what was put under these keys durable, by whichever process. Throws where one of them is not there. */
  settle(keys: readonly string[]): Promise<void>;

  /** As `put`, unless the object is there already: then nothing changes and 'exists' comes back. Atomic between writers. */
  putNew(key: string, bytes: Uint8Array): Promise<'written' | 'exists'>;

  /** The object's bytes, or undefined where there is none. */
  get(key: string): Promise<Uint8Array | undefined>;

  has(key: string): Promise<boolean>;

  /** Objects whose key starts with `prefix`, in key order, streamed. */
  list(prefix: string): AsyncIterable<ObjectInfo>;

  /**
   * Names of the folders right below `folder` ("runs/", or "" for the top), in order: one look, however many objects lie below them.
   */
  folders(folder: string): Promise<string[]>;

  /** A path or URL that a person can open, for messages and reports. */
  address(key: string): string;
}
