import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Engine } from '../../../src/engine/engine.ts';
import { openOnnxEngine } from '../../../src/engine/onnx/onnxEngine.ts';
import { spearman } from '../../../src/metrics/comparison/spearman.ts';
import { softmax } from '../../../src/tensor/softmax.ts';
import { classify, explainMany } from '../../../src/model/explain.ts';
import { explainInBatches } from '../../../src/model/explainInBatches.ts';
import { activationsOf, gatherIngredients } from '../../../src/model/ingredients.ts';
import type { Explanation, ExplainManyOptions } from '../../../src/model/types.ts';
import { item, slice, type Tensor } from '../../../src/tensor/tensor.ts';
import { maxDifference, readGolden } from '../../support/golden.ts';

const golden = readGolden('test/fixtures/goldens', 'mini_resnet');
const input = golden.tensor('input');
let engine: Engine;

beforeAll(async () => {
  engine = await openOnnxEngine('test/fixtures/goldens/mini_resnet.onnx', {
    threads: 2,
    batch: 8,
    chunk: 32,
  });
});
afterAll(() => engine.close());

async function explained(images: Tensor, options: ExplainManyOptions, batch = 8): Promise<Explanation> {
  return (await explainMany(engine, images, options, batch))[0]!;
}

describe('rows', () => {
  test('several classes an image give a row each, equal to the class alone', async () => {
    const both = await explained(input, {
      methods: ['gradcam'],
      classes: [[4, 0, 7], 0],
      layers: ['layer3'],
    });
    expect(both.rows).toEqual([
      { image: 0, class: 4 },
      { image: 0, class: 0 },
      { image: 0, class: 7 },
      { image: 1, class: 0 },
    ]);
    const alone = await explained(input, { methods: ['gradcam'], classes: [7, 0], layers: ['layer3'] });
    expect(maxDifference(item(both.maps, 2).data, item(alone.maps, 0).data)).toBeLessThan(1e-5);
    expect(maxDifference(item(both.maps, 3).data, item(alone.maps, 1).data)).toBeLessThan(1e-5);
  });

  test('without classes the arg-max is explained', async () => {
    const { classes, logits } = await explained(input, { methods: ['gradcam'] });
    for (const image of [0, 1]) {
      const row = [...item(logits, image).data];
      expect(classes[image]).toEqual([row.indexOf(Math.max(...row))]);
    }
  });

  test('batches are joined in order and equal to one-by-one runs', async () => {
    const three = {
      data: Float32Array.of(...input.data, ...item(input, 0).data),
      shape: [3, ...input.shape.slice(1)],
    };
    const options = { methods: ['gradcam', 'ablationcam'], layers: ['layer2.0'] };
    const together = await explainInBatches(engine, three, options, 2, (images, given) =>
      explainMany(engine, images, given, 2),
    );
    expect(together[0]!.rows.map((row) => row.image)).toEqual([0, 1, 2]);
    for (const image of [0, 1, 2]) {
      const alone = await explainMany(engine, slice(three, image, image + 1), options, 1);
      together.forEach(({ maps }, method) =>
        expect(maxDifference(item(maps, image).data, alone[method]!.maps.data)).toBeLessThan(1e-4),
      );
    }
  });

  test('several methods from one forward pass equal each alone', async () => {
    const methods = ['gradcam', 'scorecam', 'ablationcam'];
    const many = await explainMany(engine, input, { methods, layers: ['layer4'] }, 8);
    for (const [index, method] of methods.entries()) {
      const alone = await explained(input, { methods: [method], layers: ['layer4'] });
      expect(many[index]!.method).toBe(method);
      expect(maxDifference(many[index]!.maps.data, alone.maps.data)).toBe(0);
    }
  });
});

describe('exact shortcuts', () => {
  test('ablation through an affine tail equals running the tail', async () => {
    const layer = engine.layer('layer4');
    expect(engine.hasAffineTail(layer)).toBe(true);
    const forward = await engine.forward(input, [layer]);
    const pass = { engine, images: input, forward, rows: [{ image: 1, class: 3 }] };
    const [given] = await gatherIngredients(pass, layer, new Set(['ablation']));
    const channels = Array.from({ length: layer.spatial![0] }, (_, channel) => channel);
    const slow = await engine.scoreAblated(forward, 1, layer, channels, [3]);
    expect(maxDifference(given!.ablation.ablated, slow.data)).toBeLessThan(1e-4);
  });

  test('masked scores equal one masked image at a time, flat channels included', async () => {
    const layer = engine.layer('layer4');
    const forward = await engine.forward(input, [layer]);
    const pass = { engine, images: input, forward, rows: [{ image: 0, class: 4 }] };
    const [given] = await gatherIngredients(pass, layer, new Set(['maskedScores']));
    const activations = activationsOf(pass, layer, 0);
    const isFlat = (channel: number): boolean => {
      const { data } = item(activations, channel);
      return data.every((value) => value === data[0]);
    };
    const all = Array.from({ length: layer.spatial![0] }, (_, channel) => channel);
    const sample = [...all.filter(isFlat).slice(0, 3), ...all.filter((channel) => channel % 37 === 0)];
    for (const channel of sample) {
      const masked = maskedImage(item(input, 0), item(activations, channel));
      const { logits } = await engine.forward({ data: masked, shape: [1, 3, 96, 96] }, []);
      expect(given!.maskedScores[channel]).toBeCloseTo(logits.data[4]!, 4);
    }
  });

  test('a need that was not listed cannot be read', async () => {
    const layer = engine.layer('layer4');
    const forward = await engine.forward(input, [layer]);
    const [given] = await gatherIngredients(
      { engine, images: input, forward, rows: [{ image: 0, class: 4 }] },
      layer,
      new Set(),
    );
    expect(() => given!.gradients).toThrow('without listing it among its needs');
  });
});

describe('ScoreCAM with a budget of channels', () => {
  const options = { methods: ['scorecam'], layers: ['layer4'], classes: [[4, 0], 3] };
  const rows = [0, 1, 2];

  test('never used up it is the exact map', async () => {
    const exact = await explained(input, options);
    const total = engine.layer('layer4').spatial![0];
    for (const channels of [{ top: total }, { share: 1e-9 }]) {
      const given = await explained(input, { ...options, channels, compareExact: [true, true] });
      expect(maxDifference(given.maps.data, exact.maps.data)).toBeLessThan(1e-5);
      for (const row of rows)
        expect(given.figures[row]).toMatchObject({ channelsScored: total, channelsTotal: total });
    }
    expect(exact.figures).toEqual([{}, {}, {}]);
  });

  test('its map is the softmax-weighted sum over the channels it scored', async () => {
    const top = 40;
    const given = await explained(input, { ...options, channels: { top } });
    const layer = engine.layer('layer4');
    const forward = await engine.forward(input, [layer]);
    for (const row of rows) {
      const { image, class: index } = given.rows[row]!;
      const pass = { engine, images: input, forward, rows: [{ image, class: index }] };
      const [all] = await gatherIngredients(pass, layer, new Set(['maskedScores']));
      const activations = activationsOf(pass, layer, image);
      expect(given.figures[row]).toEqual({ channelsScored: top, channelsTotal: layer.spatial![0] });
      const map = slowMap(activations, all!.maskedScores, top);
      expect(maxDifference(item(given.layerMaps!, row).data, map)).toBeLessThan(1e-4);
    }
  });

  test('the correlation told is that of the two finished maps, for the images asked about', async () => {
    const exact = await explained(input, options);
    const given = await explained(input, { ...options, channels: { top: 12 }, compareExact: [false, true] });
    const correlation = spearman(item(given.maps, 2).data, item(exact.maps, 2).data)!;
    expect(correlation).toBeLessThan(1);
    expect(given.figures[2]!['exactRankCorrelation']).toBeCloseTo(correlation, 4);
    expect(given.figures[0]).not.toHaveProperty('exactRankCorrelation');
    expect(given.figures[1]).not.toHaveProperty('exactRankCorrelation');
  });

  test('other methods of the request keep every channel, and a request without ScoreCAM is refused', async () => {
    const methods = ['gradcam', 'scorecam'];
    const [gradcam] = await explainMany(engine, input, { ...options, methods, channels: { top: 3 } }, 8);
    const alone = await explained(input, { ...options, methods: ['gradcam'] });
    expect(maxDifference(gradcam!.maps.data, alone.maps.data)).toBeLessThan(1e-6);
    expect(gradcam!.figures[0]).toEqual({});
    const idle = { ...options, methods: ['gradcam', 'eigencam'], channels: { top: 3 } };
    await expect(explained(input, idle)).rejects.toThrow(/gradcam, eigencam scores none/);
    const short = { ...options, channels: { top: 3 }, compareExact: [true] };
    await expect(explained(input, short)).rejects.toThrow(/compareExact for each of 2/);
  });
});

/** From the exact scores: softmax over the `top` channels with the largest variance, relu, scale. */
function slowMap(activations: Tensor, scores: Float32Array, top: number): Float32Array {
  const maps = scores.map((_, channel) => channel);
  const variance = (channel: number): number => {
    const values = [...item(activations, channel).data];
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    return values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  };
  const chosen = [...maps].sort((a, b) => variance(b) - variance(a)).slice(0, top);
  const total = chosen.reduce((sum, channel) => sum + Math.exp(scores[channel]!), 0);
  const raw = item(activations, 0).data.map((_, place) =>
    Math.max(
      0,
      chosen.reduce((sum, channel) => {
        return sum + (Math.exp(scores[channel]!) / total) * item(activations, channel).data[place]!;
      }, 0),
    ),
  );
  const least = Math.min(...raw);
  return raw.map((value) => (value - least) / (1e-7 + Math.max(...raw) - least));
}

/** Word for word: upsample with aligned corners, scale by own extremes, multiply. */
function maskedImage(image: Tensor, map: Tensor): Float32Array {
  const [rows = 0, columns = 0] = map.shape;
  const [channels = 0, height = 0, width = 0] = image.shape;
  const at = (y: number, x: number): number => {
    const sourceY = (y * (rows - 1)) / (height - 1);
    const sourceX = (x * (columns - 1)) / (width - 1);
    let sum = 0;
    for (let r = 0; r < rows; r++) {
      for (let c = 0; c < columns; c++) {
        const share = Math.max(0, 1 - Math.abs(sourceY - r)) * Math.max(0, 1 - Math.abs(sourceX - c));
        sum += share * map.data[r * columns + c]!;
      }
    }
    return sum;
  };
  const mask = Float64Array.from({ length: height * width }, (_, index) =>
    at(Math.floor(index / width), index % width),
  );
  const minimum = Math.min(...mask);
  const range = Math.max(...mask) - minimum + 1e-8;
  return Float32Array.from({ length: channels * height * width }, (_, index) => {
    const pixel = index % (height * width);
    return (image.data[index]! * (mask[pixel]! - minimum)) / range;
  });
}

describe('results', () => {
  test('a flat map says so, and only a flat one', async () => {
    const classes = Array.from({ length: 10 }, (_, index) => index);
    // An even picture, three deviations below the mean: class 6 is against everything that is seen there.
    const even = { data: new Float32Array(3 * 96 * 96).fill(-3), shape: [1, 3, 96, 96] };
    const { maps, flat, rows, rawRange } = await explained(even, {
      methods: ['gradcam'],
      classes: [classes],
    });
    rows.forEach((_, row) => {
      const [minimum, maximum] = rawRange[row]!;
      expect(flat[row]).toBe(maximum <= 0 || maximum === minimum);
      expect(flat[row]).toBe(item(maps, row).data.every((value) => value === 0));
    });
    expect(classes.filter((index) => flat[index])).toEqual([6]);
  });

  test('layer maps come with one layer and no augmentation, at the layer’s size', async () => {
    const one = await explained(input, { methods: ['gradcam'], layers: ['layer3'] });
    expect(one.layerMaps?.shape).toEqual([2, 6, 6]);
    expect(
      (await explained(input, { methods: ['gradcam'], layers: ['layer3', 'layer4'] })).layerMaps,
    ).toBeNull();
    expect((await explained(input, { methods: ['gradcam'], augSmooth: true })).layerMaps).toBeNull();
  });

  test('feature vectors: each channel’s mean over the positions, layer behind layer, whatever reads layers', async () => {
    const layers = ['layer4', 'layer2.0'];
    const { features } = await explained(input, { methods: ['saliency'], layers, features: true }, 1);
    const forward = await engine.forward(
      input,
      layers.map((name) => engine.layer(name)),
    );
    const expected = [0, 1].flatMap((image) =>
      layers.flatMap((name) => {
        const [channels, rows, columns] = engine.layer(name).spatial!;
        const { data } = item(forward.activations.get(engine.layer(name).tensor)!, image);
        const positions = rows * columns;
        return Array.from({ length: channels }, (_, channel) => {
          const values = [...data.subarray(channel * positions, (channel + 1) * positions)];
          return values.reduce((sum, value) => sum + value, 0) / positions;
        });
      }),
    );
    expect(features!.shape).toEqual([2, expected.length / 2]);
    expect(maxDifference(features!.data, Float32Array.from(expected))).toBeLessThan(1e-5);
    expect(Math.max(...expected)).toBeGreaterThan(0.1);
    expect((await explained(input, { methods: ['gradcam'] })).features).toBeNull();
  });

  test('classify gives the logits of explain', async () => {
    const { logits } = await explained(input, { methods: ['gradcam'] });
    const plain = await classify(engine, input, 1);
    expect(maxDifference(softmax(plain.data), softmax(logits.data))).toBeLessThan(1e-5);
  });
});

test('a layer that is named twice counts once', async () => {
  const named = { methods: ['refinecam'], layers: ['layer4', 'layer3', 'layer4[-1]'] };
  const twice = await explained(input, named);
  const once = await explained(input, { ...named, layers: ['layer4', 'layer3'] });
  expect(twice.layers).toEqual(['layer4', 'layer3']);
  expect(maxDifference(twice.maps.data, once.maps.data)).toBe(0);
});

describe('refusals', () => {
  const refused = (options: Partial<ExplainManyOptions>, images = input): Promise<Explanation[]> =>
    explainMany(engine, images, { methods: ['gradcam'], ...options }, 8);

  test.each([
    ['an unknown method', { methods: ['gradcan'] }, 'METHOD_UNKNOWN', 'Did you mean "gradcam"?'],
    ['no method', { methods: [] }, 'METHOD_UNKNOWN', 'at least one method'],
    ['an unknown layer', { layers: ['layer9'] }, 'LAYER_UNKNOWN', 'layer4'],
    ['a layer without a map', { layers: ['fc'] }, 'LAYER_UNUSABLE', 'layer4.0.downsample, layer4.'],
    ['a class that is not there', { classes: [10, 0] }, 'CLASS_UNKNOWN', '0..9'],
    ['a class that is no integer', { classes: [1.5, 0] }, 'CLASS_UNKNOWN', 'received 1.5'],
    ['classes for another number of images', { classes: [1] }, 'CLASS_UNKNOWN', 'each of 2 images'],
    ['an empty list of classes', { classes: [[], 0] }, 'CLASS_UNKNOWN', 'at least one class'],
  ])('%s', async (_what, options, code, text) => {
    await expect(refused(options)).rejects.toMatchObject({ code, message: expect.stringContaining(text) });
  });

  test.each([
    ['another size', { data: new Float32Array(3 * 64 * 64), shape: [1, 3, 64, 64] }],
    ['no batch axis', { data: new Float32Array(3 * 96 * 96), shape: [3, 96, 96] }],
    ['too few values', { data: new Float32Array(7), shape: [1, 3, 96, 96] }],
    ['an empty batch', { data: new Float32Array(0), shape: [0, 3, 96, 96] }],
  ])('input: %s', async (_what, images) => {
    await expect(refused({}, images)).rejects.toMatchObject({ code: 'INPUT_INVALID' });
  });
});
