import type { ListedFile, RunRequest } from '../../config/runRequest.ts';

/** The images of a run's source, and their masks, by their lines of the manifest. */
export interface Images {
  /**
   * The file's bytes. Throws IMAGE_NOT_FOUND, IMAGE_UNREADABLE, IMAGE_TOO_LARGE, SOURCE_CHANGED where it is not the one that
   * was listed, STORE_UNAVAILABLE for a trouble that may pass.
   */
  read(entry: ListedFile): Promise<Uint8Array>;
}

/** What is asked of a source. */
export type SourceRequest = Pick<RunRequest, 'source' | 'maxImageBytes'>;
