/**
 * Answers by key, of which the last `most` that were begun are kept, also while they are under way. One that failed is
 * forgotten: who asks again has it made again.
 */
export function keepLast<Key, Answer>(
  most: number,
  make: (key: Key) => Promise<Answer>,
): (key: Key) => Promise<Answer> {
  const kept = new Map<Key, Promise<Answer>>();
  return (key) => {
    const known = kept.get(key);
    if (known !== undefined) return known;
    const making = make(key);
    kept.set(key, making);
    // By then another may stand in its place.
    making.catch(() => kept.get(key) === making && kept.delete(key));
    for (const old of [...kept.keys()].slice(0, -most)) kept.delete(old);
    return making;
  };
}
