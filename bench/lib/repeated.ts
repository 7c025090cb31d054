/** A single call of a few milliseconds says little: calls are repeated until this much time has passed. */
const leastSeconds = 0.4;

/** Seconds for one call of `work`: the mean of as many as fill the time. Warm up first. */
export async function repeated(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  let calls = 0;
  let passed = 0;
  do {
    await work();
    calls++;
    passed = (performance.now() - start) / 1000;
  } while (passed < leastSeconds);
  return passed / calls;
}
