/**
 * How many masked or ablated copies of an image go into one run: what fits the caches of this machine best, found by a short
 * measurement and remembered. Only sizes that give the very bytes of the standard size are taken, so that a measurement, which
 * comes out otherwise on another day, never changes a result.
 */
import { cpus } from 'node:os';
import type { Tensor } from '../../../tensor/tensor.ts';
import { codeVersion } from '../cache/codeVersion.ts';
import type { SealedFiles } from '../cache/sealedFiles.ts';

/** Scores [count, classes] of the first `count` copies, `size` a run. */
export type Probe = (count: number, size: number) => Promise<Tensor>;

export interface ChunkOptions {
  /** The size that results are defined by; also the largest, which bounds memory. */
  readonly standard: number;
  readonly files: SealedFiles;
  readonly model: string;
  readonly threads: number;
  readonly device?: string;
  /** Milliseconds; default: the clock. */
  readonly now?: () => number;
}

/** Standard sizes whose halves are all whole. */
const powersOfTwo: ReadonlySet<number> = new Set([8, 16, 32, 64, 128, 256]);

/** Another size must be faster by this share: less is noise. */
const leastGain = 0.02;

export class ChunkSizes {
  private readonly options: ChunkOptions;
  private readonly known = new Map<string, Promise<number>>();

  constructor(options: ChunkOptions) {
    this.options = options;
  }

  /**
   * @param work what is run, e.g. "masked"
   * @param count copies that the caller has; too few are not worth a measurement
   */
  of(work: string, count: number, probe: Probe): Promise<number> {
    const { standard } = this.options;
    const known = this.known.get(work);
    if (known !== undefined) return known;
    if (count < 2 * standard || !powersOfTwo.has(standard)) return Promise.resolve(standard);
    const found = this.find(work, probe);
    this.known.set(work, found);
    // What failed may succeed later (memory), so it is tried again.
    found.catch(() => this.known.delete(work));
    return found;
  }

  private async find(work: string, probe: Probe): Promise<number> {
    const { files, model, threads, device = 'cpu', standard } = this.options;
    const machine = [cpus()[0]?.model, cpus().length, threads, device];
    const key = JSON.stringify(['chunk', work, standard, model, machine, codeVersion()]);
    const kept = await files.get(key);
    if (isCandidate(kept, standard)) return kept;
    const size = await this.measured(probe);
    await files.put(key, size);
    return size;
  }

  private async measured(probe: Probe): Promise<number> {
    const { standard, now = () => performance.now() } = this.options;
    await probe(standard, standard);
    let start = now();
    const expected = await probe(standard, standard);
    let best = { size: standard, time: (now() - start) * (1 - leastGain) };
    for (const size of candidates(standard)) {
      start = now();
      const found = await probe(standard, size);
      const time = now() - start;
      if (!isSame(found, expected)) return standard;
      if (time < best.time) best = { size, time };
    }
    return (await smallRunsAgree(standard, probe, expected)) ? best.size : standard;
  }
}

const candidates = (standard: number): number[] => [standard / 2, standard / 4];

const isCandidate = (kept: unknown, standard: number): kept is number =>
  typeof kept === 'number' && [standard, ...candidates(standard)].includes(kept);

/** The runs that a remainder is cut into (`halvingPieces`), below the candidates. */
async function smallRunsAgree(standard: number, probe: Probe, expected: Tensor): Promise<boolean> {
  for (let size = standard / 8; size >= 1; size /= 2)
    if (!isSame(await probe(size, size), expected)) return false;
  return true;
}

/** Bit by bit, over the copies that both have. */
function isSame(found: Tensor, expected: Tensor): boolean {
  const [left, right] = [bits(found), bits(expected)];
  return left.every((value, index) => value === right[index]);
}

const bits = ({ data }: Tensor): Uint32Array => new Uint32Array(data.buffer, data.byteOffset, data.length);
