/**
 * Every golden case, every export of each network: largest absolute difference of the final 0..1 map against
 * pytorch-grad-cam (for the networks from Keras: the same formulas over TensorFlow's gradients).
 *
 * Where an image misses the gate it must meet the same gate for an input that lies within `nudge` of the golden's: a ReLU
 * or a maximum that stands within float32 of its kink takes either side, and no float32 engine can promise which; so does
 * a weight whose denominator is nearly zero. Elsewhere so small a nudge moves nothing, so that it hides no mistake.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Engine } from '../../src/engine/engine.ts';
import { openOnnxEngine } from '../../src/engine/onnx/onnxEngine.ts';
import { methods } from '../../src/methods/registry.ts';
import { explainMany } from '../../src/model/explain.ts';
import { item, type Tensor } from '../../src/tensor/tensor.ts';
import {
  allowance,
  caseName,
  maxDifference,
  noise,
  readGolden,
  type Golden,
  type GoldenCase,
} from '../support/golden.ts';
import { kernelSpread } from '../support/kernelSpread.ts';
import { goldenNetworks } from '../support/networks.ts';
import { nudge, nudged, nudges } from '../support/nudge.ts';
import { remembering } from '../support/rememberingEngine.ts';
import { tallyOf, type Verdict } from '../support/tally.ts';
import { turnedMap } from '../support/turnedMap.ts';

const tally = tallyOf('golden maps');

for (const { name, folder, files } of goldenNetworks) {
  const golden = readGolden(folder, name);
  const gated = golden.cases.flatMap((each) => {
    const allowed = allowance(each);
    if ('limit' in allowed) return [{ each, limit: allowed.limit, title: caseName(each) }];
    for (const file of files) tally.add(file, caseName(each), { kind: 'outside', why: allowed.outside });
    return [];
  });

  test(`${name}: every method of the goldens is ours`, () => {
    const ours = new Set(methods.map((method) => method.name));
    expect(golden.cases.map(({ method }) => method).filter((method) => !ours.has(method))).toEqual([]);
  });

  describe.each(files)('%s', (file) => {
    let engine: Engine;
    beforeAll(async () => {
      const opened = await openOnnxEngine(file, { threads: 2, batch: 8, chunk: 32 });
      const layers = golden.layers.map((layer) => opened.layer(layer));
      engine = remembering(opened, layers);
    });
    afterAll(() => engine.close());

    test.each(gated)(
      '$title',
      async ({ each, limit, title }) => {
        const { difference, verdict } = await judged(engine, golden, each, limit);
        tally.add(file, title, verdict);
        expect(verdict.kind === 'outside' ? 0 : difference).toBeLessThanOrEqual(limit);
      },
      300_000,
    );
  });
}

interface Judged {
  readonly difference: number;
  readonly verdict: Verdict;
}

async function judged(engine: Engine, golden: Golden, each: GoldenCase, limit: number): Promise<Judged> {
  const own = await differences(engine, golden.tensor('input'), golden, each);
  const difference = Math.max(...own);
  if (difference <= limit) return { difference, verdict: { kind: 'within', share: difference / limit } };
  const spread = referenceSpread(golden, each);
  if (spread > noise) {
    const why = `the reference's own rounding moves it by ${spread.toExponential(0)}`;
    return { difference, verdict: { kind: 'outside', why } };
  }
  const nearby = await nearest(engine, golden, each, { own, limit });
  const how = `for an input within ${nudge.toExponential()} of the golden's`;
  return { difference: nearby, verdict: { kind: 'nearby', how, share: nearby / limit } };
}

/** Only KPCA-CAM's arithmetic is so sensitive that it has to be asked. */
function referenceSpread(golden: Golden, { method, layer }: GoldenCase): number {
  if (method !== 'kpcacam') return 0;
  const activations = golden.tensor(`activations/${layer}`);
  return Math.max(...golden.classes.map((_, image) => kernelSpread(item(activations, image))));
}

/** The worst image's smallest difference, over the golden's own input and, as long as one misses `limit`, inputs near it. */
async function nearest(
  engine: Engine,
  golden: Golden,
  each: GoldenCase,
  { own, limit }: { readonly own: readonly number[]; readonly limit: number },
): Promise<number> {
  let smallest = own;
  for (let attempt = 1; attempt <= nudges && Math.max(...smallest) > limit; attempt++) {
    const found = await differences(engine, nudged(golden.tensor('input'), attempt), golden, each);
    smallest = smallest.map((difference, image) => Math.min(difference, found[image]!));
  }
  return Math.max(...smallest);
}

/** Of each image: to the golden's map, or to the one of the other sign where the sign is undefined. */
async function differences(
  engine: Engine,
  input: Tensor,
  golden: Golden,
  each: GoldenCase,
): Promise<number[]> {
  const maps = await computed(engine, input, golden, each);
  const turned = listsOneSign(golden, each) ? await turnedMap(engine, input, golden.classes, each) : maps;
  return golden.classes.map((_, image) =>
    Math.min(
      ...answersOf(golden, each, image).flatMap((answer) => [
        maxDifference(item(maps, image).data, answer),
        maxDifference(item(turned, image).data, answer),
      ]),
    ),
  );
}

/** The reference's map where it is well defined, else that of ablation to zero; and the other sign's. */
function answersOf(golden: Golden, each: GoldenCase, image: number): Float32Array[] {
  const isDefined = each.comparable?.[image] !== false;
  const names = [isDefined ? each.cam! : each.zero!, ...(each.flipped === undefined ? [] : [each.flipped])];
  return names.map((name) => item(golden.tensor(name), image).data);
}

/** A case of undefined sign whose two maps are the same one: the other sign is not in the file. */
const listsOneSign = (golden: Golden, { cam, flipped }: GoldenCase): boolean =>
  flipped !== undefined && maxDifference(golden.tensor(cam!).data, golden.tensor(flipped).data) === 0;

/** [n, H, W] */
async function computed(engine: Engine, input: Tensor, golden: Golden, each: GoldenCase): Promise<Tensor> {
  const options = {
    methods: [each.method],
    layers: each.layers ?? [each.layer!],
    // Finer-CAM explains the top class of each image.
    ...(each.method === 'finercam' ? {} : { classes: golden.classes }),
    eigenSmooth: each.eigen_smooth ?? false,
    augSmooth: each.aug_smooth ?? false,
  };
  const [explanation] = await explainMany(engine, input, options, 8);
  return explanation!.maps;
}
