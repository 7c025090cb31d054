/** The engine's gradients against central differences, at the input and at a layer. */
import type { Engine, Forward, Layer } from '../engine/engine.ts';
import { argMax } from '../tensor/argMax.ts';
import { normals } from '../tensor/random.ts';
import { item, slice, zeros, type Tensor } from '../tensor/tensor.ts';
import { compareGradient, type Comparison } from './compareGradient.ts';
import { skipped, type Answer } from './finding.ts';
import { gradientAnswer } from './gradientAnswer.ts';

/** Two images: one target is the class's logit, the other a random mixture of all logits. */
const images = 2;
const options = { directions: 4, seed: 100 };

const quantised =
  'the network rounds to 8 bits on the way; gradients pass straight through that where nothing saturates, which differences cannot confirm';

export async function checkInputGradient(engine: Engine, sample: Tensor): Promise<Answer> {
  if (engine.facts.source?.quantised) return skipped(quantised);
  const given = slice(sample, 0, images);
  const { logits } = await engine.forward(given, []);
  const seed = seedsFor(logits);
  const gradients = await engine.inputGradients(given, seed, 'plain');
  const score = async (points: Tensor): Promise<Tensor> => (await engine.forward(points, [])).logits;
  return gradientAnswer(
    await eachImage((image) =>
      compareAt({
        at: item(given, image),
        gradient: item(gradients, image),
        seed: item(seed, image),
        score,
        movable: () => true,
      }),
    ),
  );
}

export async function checkLayerGradient(engine: Engine, sample: Tensor, layer: Layer): Promise<Answer> {
  if (engine.facts.source?.quantised) return skipped(quantised);
  if (engine.logitsAt === undefined) return skipped('this engine cannot run the tail of a network alone');
  const forward = await engine.forward(slice(sample, 0, images), [layer], 'gradients');
  const seed = seedsFor(forward.logits);
  const gradients = await engine.gradients(forward, layer, seed);
  const activations = forward.activations.get(layer.tensor)!;
  return gradientAnswer(
    await eachImage((image) =>
      compareAt({
        at: item(activations, image),
        gradient: item(gradients, image),
        seed: item(seed, image),
        score: tailScore(engine, forward, layer, image),
        // What a ReLU has cut to zero stands on a kink of whatever comes next, or ties with its neighbours.
        movable: (value) => value !== 0,
      }),
    ),
  );
}

const tailScore =
  (engine: Engine, forward: Forward, layer: Layer, image: number) =>
  (points: Tensor): Promise<Tensor> =>
    engine.logitsAt!(forward, image, layer, points);

interface Place {
  readonly at: Tensor;
  readonly gradient: Tensor;
  /** [K] */
  readonly seed: Tensor;
  /** Logits [m, K] at points [m, …]. */
  readonly score: (points: Tensor) => Promise<Tensor>;
  readonly movable: (value: number) => boolean;
}

const compareAt = ({ at, gradient, seed, score, movable }: Place): Promise<Comparison> =>
  compareGradient(
    {
      at: at.data,
      gradient: gradient.data,
      movable,
      score: async (points) => targets(await score(stackedPoints(points, at.shape)), seed.data),
    },
    options,
  );

/** sum(seed * logits) of each row, in double precision. */
const targets = (logits: Tensor, seed: Float32Array): number[] =>
  Array.from({ length: logits.shape[0]! }, (_, row) =>
    item(logits, row).data.reduce((sum, value, index) => sum + value * seed[index]!, 0),
  );

function stackedPoints(points: readonly Float32Array[], shape: readonly number[]): Tensor {
  const size = points[0]!.length;
  const data = new Float32Array(points.length * size);
  points.forEach((point, index) => data.set(point, index * size));
  return { data, shape: [points.length, ...shape] };
}

/** [2, K] */
function seedsFor(logits: Tensor): Tensor {
  const seed = zeros(logits.shape);
  const count = logits.shape[1]!;
  seed.data[argMax(item(logits, 0).data)] = 1;
  seed.data.set(
    Float32Array.from(normals(options.seed, count), (value) => value / Math.sqrt(count)),
    count,
  );
  return seed;
}

async function eachImage<T>(work: (image: number) => Promise<T>): Promise<T[]> {
  const results: T[] = [];
  for (let image = 0; image < images; image++) results.push(await work(image));
  return results;
}
