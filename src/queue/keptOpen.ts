export interface KeptOpen<T> {
  get(): Promise<T>;
  /** At once where nothing was opened. */
  close(): Promise<void>;
}

/** Opened with the first `get` and kept; a server that is away is tried again with the next. */
export function keptOpen<T extends { close(): Promise<void> }>(open: () => Promise<T>): KeptOpen<T> {
  let opened: Promise<T> | undefined;
  return {
    get() {
      const opening = (opened ??= open());
      opening.catch(() => {
        if (opened === opening) opened = undefined;
      });
      return opening;
    },
    close: async () => {
      await opened?.then((there) => there.close()).catch(() => undefined);
    },
  };
}
