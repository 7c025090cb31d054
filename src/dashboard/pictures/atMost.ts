/** Lets so many pieces of work run at once, the others wait in line. */
export type Limit = <T>(work: () => Promise<T>) => Promise<T>;

export function atMost(count: number): Limit {
  const waiting: (() => void)[] = [];
  let running = 0;
  return async (work) => {
    if (running >= count) await new Promise<void>((resolve) => waiting.push(resolve));
    else running++;
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      // Whoever comes next takes the place over.
      if (next === undefined) running--;
      else next();
    }
  };
}
