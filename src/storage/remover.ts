/**
 * The one way to delete from a store, apart from `ObjectStore` on purpose: nothing that works on runs holds one, and in a
 * bucket it may have credentials of its own.
 */
export interface StoredObject {
  readonly key: string;
  readonly bytes: number;
  readonly modifiedAt: Date;
  /** What a killed writer left behind; no object of the store. */
  readonly isTemporary: boolean;
}

export interface Remover {
  readonly location: string;
  /** Everything whose key starts with `prefix`, streamed, in no order that matters. */
  list(prefix: string): AsyncIterable<StoredObject>;
  /** Safe to repeat. Throws STORE_UNWRITABLE. */
  remove(key: string): Promise<void>;
}
