/** Stages as streams. Each stage of `ahead(mapped(…))` works on one item while the stage behind it works on the one before. */
export async function* mapped<T, U>(
  items: AsyncIterable<T> | Iterable<T>,
  work: (item: T) => Promise<U>,
): AsyncGenerator<U, void> {
  for await (const item of items) yield await work(item);
}

/**
 * Asks `source` for the next item while the consumer is busy with this one: one item is buffered, no more. A consumer that
 * stops early, or fails, waits for what is under way, so that nothing goes on behind its back.
 */
export async function* ahead<T>(source: AsyncGenerator<T, void>): AsyncGenerator<T, void> {
  let next = source.next();
  try {
    for (;;) {
      const { done, value } = await next;
      if (done === true) return;
      next = source.next();
      next.catch(() => undefined); // a failure is met when it is awaited, here or in `finally`
      yield value;
    }
  } finally {
    await next.catch(() => undefined);
    await source.return();
  }
}
