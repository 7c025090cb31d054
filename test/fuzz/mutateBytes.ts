/** What happens to files on their way: bits flip, ends are missing, pieces are lost, repeated or swapped. */
import type { Random } from './random.ts';

type Mutation = (bytes: Uint8Array, random: Random) => Uint8Array;

const joined = (...parts: readonly Uint8Array[]): Uint8Array => Uint8Array.from(Buffer.concat(parts));

function changed(bytes: Uint8Array, random: Random, change: (before: number) => number): Uint8Array {
  const copy = bytes.slice();
  // Most of a file is weights; its structure stands at the beginning and the end.
  const reach = random.of([64, 512, copy.length]);
  for (let count = random.of([1, 1, 2, 8]); count > 0; count--) {
    const from = random.of([0, Math.max(0, copy.length - reach)]);
    const at = from + random.below(Math.min(reach, copy.length));
    copy[at] = change(copy[at] ?? 0);
  }
  return copy;
}

const mutations: readonly Mutation[] = [
  (bytes, random) => changed(bytes, random, (before) => before ^ (1 << random.below(8))),
  (bytes, random) => changed(bytes, random, () => random.of([0, 1, 0x7f, 0x80, 0xff])),
  (bytes, random) => changed(bytes, random, () => random.below(256)),
  (bytes, random) => bytes.slice(0, random.below(bytes.length + 1)),
  (bytes, random) => bytes.slice(random.below(bytes.length + 1)),
  (bytes, random) => {
    const [from, length] = [random.below(bytes.length), random.below(64)];
    return joined(bytes.subarray(0, from), bytes.subarray(from + length));
  },
  (bytes, random) => {
    const [from, length] = [random.below(bytes.length), random.below(256)];
    return joined(bytes.subarray(0, from + length), bytes.subarray(from));
  },
  (bytes, random) => {
    const at = random.below(bytes.length);
    const noise = Uint8Array.from({ length: 1 + random.below(16) }, () => random.below(256));
    return joined(bytes.subarray(0, at), noise, bytes.subarray(at));
  },
];

export const mutateBytes: Mutation = (bytes, random) =>
  bytes.length === 0 ? bytes : random.of(mutations)(bytes, random);
