/** Follows the events of so many pages at a dashboard, until they are left. */
export function watchEvents(url: string, streams: number): { readonly leave: () => Promise<void> } {
  const stop = new AbortController();
  const open = Array.from({ length: streams }, async () => {
    try {
      const answer = await fetch(`${url}/events`, { signal: stop.signal });
      for await (const chunk of answer.body!) void chunk;
    } catch (error) {
      if (!stop.signal.aborted) throw error;
    }
  });
  return {
    async leave() {
      stop.abort();
      await Promise.all(open);
    },
  };
}
