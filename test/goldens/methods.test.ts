/**
 * Every golden case, every export of each network: largest absolute difference of the final 0..1 map against
 * pytorch-grad-cam (for the networks from Keras: the same formulas over TensorFlow's gradients).
 *
 * Where the reference's own answer is undefined, missing or noise, the case is held to the reference's code with that fault
 * mended (`fixtures/mended`). Where an image misses the gate it must meet the same gate for an input that lies within
 * `nudge` of the golden's: a ReLU or a maximum that stands within float32 of its kink takes either side, and no float32
 * engine can promise which; so does a weight whose denominator is nearly zero. Elsewhere so small a nudge moves nothing, so
 * that it hides no mistake. The difference for the golden's own input is printed beside each of these cases.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Engine } from '../../src/engine/engine.ts';
import { openEngine } from '../../src/engine/openEngine.ts';
import { methods } from '../../src/methods/registry.ts';
import { explainMany } from '../../src/model/explain.ts';
import { item, type Tensor } from '../../src/tensor/tensor.ts';
import {
  caseName,
  gate,
  maxDifference,
  readGolden,
  type Golden,
  type GoldenCase,
} from '../support/golden.ts';
import { goldenNetworks } from '../support/networks.ts';
import { nudge, nudged, nudges } from '../support/nudge.ts';
import { remembering } from '../support/rememberingEngine.ts';
import { readMended, standardOf, type Standard } from '../support/standard.ts';
import { tfjsBackend } from '../support/tfjsBackend.ts';
import { tallyOf, type Verdict } from '../support/tally.ts';
import { turnedMap } from '../support/turnedMap.ts';

const tally = tallyOf('golden maps');

for (const { name, folder, files } of goldenNetworks) {
  const golden = readGolden(folder, name);
  const mended = readMended(name);
  const cases = golden.cases.map((each) => ({
    each,
    title: caseName(each),
    standard: standardOf(golden, mended, each),
  }));

  test(`${name}: every method of the goldens is ours, and every case is held to something`, () => {
    const ours = new Set(methods.map((method) => method.name));
    expect(golden.cases.map(({ method }) => method).filter((method) => !ours.has(method))).toEqual([]);
    expect(cases.filter(({ standard }) => standard === null).map(({ title }) => title)).toEqual([]);
  });

  describe.each(files)('%s', (file) => {
    let engine: Engine;
    beforeAll(async () => {
      const opened = await openEngine(file, { threads: 2, batch: 8, chunk: 32, backend: tfjsBackend });
      const layers = golden.layers.map((layer) => opened.layer(layer));
      engine = remembering(opened, layers);
    });
    afterAll(() => engine.close());

    test.each(cases)(
      '$title',
      async ({ each, title, standard }) => {
        const { difference, verdict } = await judged(engine, golden, each, standard!);
        tally.add(file, title, verdict);
        expect(difference).toBeLessThanOrEqual(standard!.limit);
      },
      300_000,
    );
  });
}

interface Judged {
  readonly difference: number;
  readonly verdict: Verdict;
}

async function judged(engine: Engine, golden: Golden, each: GoldenCase, standard: Standard): Promise<Judged> {
  const { limit, mended } = standard;
  const own = await differences(engine, golden.tensor('input'), golden, each, standard);
  const difference = Math.max(...own);
  if (mended !== null && limit > gate) {
    const why = `${difference.toExponential(1)} to ${mended}, whose float32 misses it by ${(limit / 3).toExponential(1)}`;
    return { difference, verdict: { kind: 'outside', why } };
  }
  if (difference <= limit)
    return { difference, verdict: { kind: 'within', mended, share: difference / limit } };
  const nearby = await nearest(engine, golden, each, { own, standard });
  const how = `for an input within ${nudge.toExponential()} of the golden's`;
  return { difference: nearby, verdict: { kind: 'nearby', how, own: difference, share: nearby / limit } };
}

interface Found {
  /** Of each image, for the golden's own input. */
  readonly own: readonly number[];
  readonly standard: Standard;
}

/** The worst image's smallest difference, over the golden's own input and, as long as one misses the limit, inputs near it. */
async function nearest(
  engine: Engine,
  golden: Golden,
  each: GoldenCase,
  { own, standard }: Found,
): Promise<number> {
  let smallest = own;
  for (let attempt = 1; attempt <= nudges && Math.max(...smallest) > standard.limit; attempt++) {
    const input = nudged(golden.tensor('input'), attempt);
    const found = await differences(engine, input, golden, each, standard);
    smallest = smallest.map((difference, image) => Math.min(difference, found[image]!));
  }
  return Math.max(...smallest);
}

/** Of each image: to the reference's map, or to the one of the other sign where the sign is undefined. */
async function differences(
  engine: Engine,
  input: Tensor,
  golden: Golden,
  each: GoldenCase,
  { answers, mended }: Standard,
): Promise<number[]> {
  const maps = await computed(engine, input, golden, each);
  const turns = mended === null && listsOneSign(golden, each);
  const turned = turns ? await turnedMap(engine, input, golden.classes, each) : maps;
  return golden.classes.map((_, image) =>
    Math.min(
      ...answers(image).flatMap((answer) => [
        maxDifference(item(maps, image).data, answer),
        maxDifference(item(turned, image).data, answer),
      ]),
    ),
  );
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
