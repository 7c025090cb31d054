/**
 * Pixel attributions against captum and the reference library, every export of each network: largest absolute difference
 * at most 1e-4 of the largest absolute value, image by image.
 *
 * With ten thousands of ReLUs some stand within float32 of their kink, and no float32 engine can promise which side they
 * take. An image that misses the gate must therefore meet it, in this order,
 * 1. for an input that lies within `nudge` of the golden's;
 * 2. once the jumps that such nudges make in our own answer are taken out of the difference (`support/span.ts`);
 * 3. and where a path of 50 points has too many kinks for that (integrated gradients), it must lie within three times what
 *    parts the reference from itself, float32 on the network's weights, float32 and float64 on those of the file
 *    (`fixtures/mended`): as a share of the largest value, and in the norm.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Engine } from '../../src/engine/engine.ts';
import { openEngine } from '../../src/engine/openEngine.ts';
import { methods } from '../../src/methods/registry.ts';
import { explainMany } from '../../src/model/explain.ts';
import { elementCount, item, slice, type Tensor } from '../../src/tensor/tensor.ts';
import { gate, readGolden, type GoldenAttribution } from '../support/golden.ts';
import { goldenNetworks } from '../support/networks.ts';
import { nudge, nudged } from '../support/nudge.ts';
import { remembering } from '../support/rememberingEngine.ts';
import { largest, leftOver } from '../support/span.ts';
import { readMended, type Spread } from '../support/standard.ts';
import { tfjsBackend } from '../support/tfjsBackend.ts';
import { tallyOf, type Verdict } from '../support/tally.ts';

/** Nudges of one image at most; a saliency map of the largest network needs 30 to show all jumps. */
const mostNudges = 40;
/** Values of gradients that nudges of one image may cost: what keeps paths of 50 points through it affordable. */
const affordable = 3e7;
/** The rule that the goldens use for their own spread. */
const spreads = 3;

const tally = tallyOf('golden attributions');

for (const { name, folder, files } of goldenNetworks) {
  const golden = readGolden(folder, name);
  const mended = readMended(name);

  test(`${name}: every attribution of the goldens is ours`, () => {
    const ours = new Set(methods.map((method) => method.name));
    expect(golden.attributions.map(({ method }) => method).filter((each) => !ours.has(each))).toEqual([]);
  });

  describe.each(files)('%s', (file) => {
    let opened: Engine;
    let remembered: Engine;
    beforeAll(async () => {
      opened = await openEngine(file, { threads: 2, batch: 8, chunk: 32, backend: tfjsBackend });
      remembered = remembering(opened, []);
    });
    afterAll(() => opened.close());

    test.each(golden.attributions)(
      '$method',
      async (each) => {
        // Paths of gradients are as large as they are many: not to be kept.
        const engine = each.steps === undefined ? remembered : opened;
        const input = golden.tensor('input');
        const reference = golden.tensor(each.values);
        const ours = await attributed(engine, input, each, each.classes);
        for (const [image, classIndex] of each.classes.entries()) {
          const nearby = (attempt: number): Promise<Tensor> =>
            attributed(engine, nudged(slice(input, image, image + 1), attempt), each, [classIndex]);
          const found = await judged(item(ours, image).data, item(reference, image).data, {
            nearby,
            spread: mended.spreads.find((known) => known.method === each.method && known.image === image),
            nudges: Math.min(
              mostNudges,
              Math.ceil(affordable / (elementCount(input.shape) * (each.steps ?? 1))),
            ),
          });
          tally.add(file, `${each.method} of image ${image}`, found.verdict);
          expect(found.share).toBeLessThanOrEqual(found.limit);
        }
      },
      300_000,
    );
  });
}

/** [n, C, H, W] */
async function attributed(
  engine: Engine,
  input: Tensor,
  { method }: GoldenAttribution,
  classes: readonly number[],
): Promise<Tensor> {
  const [explanation] = await explainMany(engine, input, { methods: [method], classes }, 8);
  return explanation!.values!;
}

interface Judged {
  readonly verdict: Verdict;
  readonly share: number;
  readonly limit: number;
}

interface Nudging {
  /** Our answer for an input near the image: [1, C, H, W]. */
  readonly nearby: (attempt: number) => Promise<Tensor>;
  readonly nudges: number;
  /** Of the reference, where it was measured. */
  readonly spread: Spread | undefined;
}

/** One image's attribution, values as shares of the reference's largest. */
async function judged(
  ours: Float32Array,
  reference: Float32Array,
  { nearby, nudges, spread }: Nudging,
): Promise<Judged> {
  const scale = largest(reference);
  const shares = (left: Float32Array, right: Float32Array): Float64Array =>
    Float64Array.from(left, (value, index) => (value - right[index]!) / scale);
  const zero = new Float32Array(ours.length);
  const difference = shares(reference, ours);
  const own = largest(difference);
  if (own <= gate)
    return { verdict: { kind: 'within', mended: null, share: own / gate }, share: own, limit: gate };
  const met = (share: number, how: string): Judged => ({
    verdict: { kind: 'nearby', how, own, share: share / gate },
    share,
    limit: gate,
  });
  const moves: Float64Array[] = [];
  for (let attempt = 1; attempt <= nudges; attempt++) {
    const { data } = await nearby(attempt);
    const share = largest(shares(reference, data));
    if (share <= gate) return met(share, `for an input within ${nudge.toExponential()} of the golden's`);
    moves.push(shares(data, ours));
  }
  const rest = largest(leftOver(difference, moves));
  if (rest <= gate)
    return met(rest, `but for the jumps that nudges of ${nudge.toExponential()} make in our own answer`);
  return withinSpread(own, norm(difference) / norm(shares(reference, zero)), spread);
}

/** @param error norm of the difference, as a share of the reference's */
function withinSpread(share: number, error: number, known: Spread | undefined): Judged {
  const { spread, norm_spread: normSpread } = known ?? { spread: 0, norm_spread: 0 };
  const limit = error <= spreads * normSpread ? Math.max(gate, spreads * spread) : gate;
  const percent = (value: number): string => `${(100 * value).toFixed(2)} %`;
  const why =
    `${share.toExponential(1)} of the largest value and ${percent(error)} in the norm, ` +
    `where the reference misses itself by ${spread.toExponential(1)} and ${percent(normSpread)}`;
  return { verdict: { kind: 'outside', why }, share, limit };
}

const norm = (values: Float64Array): number =>
  Math.sqrt(values.reduce((sum, value) => sum + value * value, 0));
