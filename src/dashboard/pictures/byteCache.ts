/** Keeps what was made last, up to a number of bytes. Two who ask for the same thing at once wait for the same work. */
export interface ByteCache<T> {
  get(key: string, make: () => Promise<T>): Promise<T>;
}

/** @param sizeOf bytes that a value takes, about */
export function createByteCache<T>(mostBytes: number, sizeOf: (value: T) => number): ByteCache<T> {
  /** The least recently used first. */
  const kept = new Map<string, { readonly value: Promise<T>; bytes: number }>();
  let bytes = 0;

  function drop(key: string): void {
    bytes -= kept.get(key)?.bytes ?? 0;
    kept.delete(key);
  }

  async function take(key: string, entry: { readonly value: Promise<T>; bytes: number }): Promise<void> {
    try {
      const size = sizeOf(await entry.value);
      if (kept.get(key) !== entry) return;
      entry.bytes = size;
      bytes += size;
      for (const oldest of kept.keys()) if (bytes > mostBytes) drop(oldest);
    } catch {
      // What failed is tried again by the next who asks.
      if (kept.get(key) === entry) kept.delete(key);
    }
  }

  return {
    get(key, make) {
      const found = kept.get(key);
      const entry = found ?? { value: make(), bytes: 0 };
      kept.delete(key);
      kept.set(key, entry);
      if (found === undefined) void take(key, entry);
      return entry.value;
    },
  };
}
