/** A file that lists or holds images, on this machine or in a bucket, read in parts. */
export interface SourceFile {
  /** As the user named it. */
  readonly name: string;
  readonly bytes: number;
  /** Changes when the file does. */
  readonly version: string;
  /** From the beginning to the end. Throws SOURCE_CHANGED where it became another meanwhile. */
  chunks(): AsyncIterable<Uint8Array>;
  /** Throws SOURCE_CHANGED where it became another or shorter. */
  read(offset: number, length: number): Promise<Uint8Array>;
}
