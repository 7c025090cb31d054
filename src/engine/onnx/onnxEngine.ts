/** The engine for ONNX files: derived graphs (graphs/) run by ONNX Runtime, behind the contract of engine.ts. */
import type { Device } from '../../config/device.ts';
import { overPositions } from '../../tensor/gradients.ts';
import { slice, zeros, type Tensor } from '../../tensor/tensor.ts';
import type { BiasMaps, Engine, Forward, Layer, ModelFacts } from '../engine.ts';
import {
  checkClasses,
  checkFinite,
  checkImages,
  checkIndices,
  checkShape,
  foreignForward,
  spatialOf,
} from '../calls/checks.ts';
import { noScores } from '../calls/noScores.ts';
import { SealedFiles } from './cache/sealedFiles.ts';
import { ChunkSizes } from './calls/chunkSizes.ts';
import { ClassGradients } from './calls/classGradients.ts';
import { EngineSessions } from './calls/engineSessions.ts';
import { asTensor, float32 } from './calls/rows.ts';
import { runAblated } from './calls/runAblated.ts';
import { runBackward } from './calls/runBackward.ts';
import { runBiases } from './calls/runBiases.ts';
import { imagesOf, runForward, type Kept } from './calls/runForward.ts';
import { runMasked } from './calls/runMasked.ts';
import { runTail } from './calls/runTail.ts';
import { runUntouched } from './calls/runUntouched.ts';
import { asMap, channelAxis, fromMap, leadingTokens, withMaps } from '../calls/views.ts';
import { ablatedGraph } from './graphs/ablatedGraph.ts';
import { hasAffineTail } from './graphs/affineTail.ts';
import { backwardGraph } from './graphs/backwardGraph.ts';
import { biasGraph } from './graphs/biasGraph.ts';
import { forwardGraph } from './graphs/forwardGraph.ts';
import { guidedInputGraph, inputGraph } from './graphs/inputBackward.ts';
import { maskedGraph } from './graphs/maskedGraph.ts';
import { tailGraph } from './graphs/tailGraph.ts';
import { Tails } from './graphs/tails.ts';
import type { Value } from './ir/graph.ts';
import { prepareModel, type PrepareOptions } from './passes/prepare.ts';
import type { PreparedModel } from './passes/preparedModel.ts';
import { runtimeVersion } from './sessions/runtimeVersion.ts';

export interface OnnxEngineOptions extends PrepareOptions {
  /** Images per run. */
  readonly batch: number;
  /** Masked or ablated copies per run: bounds memory, which does not grow with the channels. */
  readonly chunk: number;
  /** What computes (default: the CPU); the runs that measure and verify the graph are always the CPU's. */
  readonly device?: Device;
}

/** The backward pass from the logits to one layer, after one forward pass. */
interface LayerBackward {
  /** From the tensors that it needs of the forward pass to the inputs that stand for them. */
  readonly frontier: ReadonlyMap<Value, Value>;
  /** G, [n, C, h, w], of seeds [n, K]. */
  readonly run: (seed: Tensor) => Promise<Tensor>;
}

/** Opens the ONNX file at `path`. Sessions are made when a call first needs them. Throws MODEL_* errors. */
export async function openOnnxEngine(path: string, options: OnnxEngineOptions): Promise<Engine> {
  return new OnnxEngine(await prepareModel(path, options), options);
}

class OnnxEngine implements Engine {
  readonly facts: ModelFacts;
  private readonly model: PreparedModel;
  private readonly batch: number;
  private readonly chunk: number;
  private readonly threads: number;
  private readonly chunks: ChunkSizes;
  private readonly tails: Tails;
  private readonly sessions: EngineSessions;
  /** By tensor of the layer: gradients that no image changes. */
  private readonly classGradients: Record<string, ClassGradients> = {};
  /** What tails need of the forward passes that callers still hold. */
  private readonly kept = new WeakMap<Forward, ReadonlyMap<Value, Kept>>();

  constructor(model: PreparedModel, { threads, batch, chunk, cache, device = 'cpu' }: OnnxEngineOptions) {
    this.model = model;
    this.facts = { ...model.facts, engine: 'onnx', engineVersion: runtimeVersion, device };
    this.batch = model.facts.batched ? batch : 1;
    this.chunk = model.facts.batched ? chunk : 1;
    this.threads = threads;
    this.tails = new Tails(model.graph);
    this.sessions = new EngineSessions(threads, device);
    this.chunks = new ChunkSizes({
      standard: this.chunk,
      files: new SealedFiles(cache ?? null),
      model: model.facts.sha256,
      threads,
      device,
    });
  }

  layers(): readonly Layer[] {
    return this.model.layers.all;
  }

  layer(name: string | undefined): Layer {
    return this.model.layers.resolve(name);
  }

  async forward(images: Tensor, layers: readonly Layer[], ahead?: 'gradients'): Promise<Forward> {
    checkShape('images', images, ['n', ...this.facts.input]);
    for (const layer of layers) spatialOf(layer);
    const cuts = layers.map((layer) => this.tails.cut(layer.tensor));
    const needed = layers.flatMap(({ tensor }) =>
      ahead === 'gradients' ? this.tails.neededForGradient(tensor) : [],
    );
    const tensors = [...new Set([...cuts.flatMap((cut) => cut.frontier), ...needed])];
    const key = JSON.stringify(tensors.map((value) => value.name));
    const opened = await this.sessions.forwards.get(key, () => forwardGraph(this.model.graph, tensors));
    const batching = { batch: this.batch, batched: this.facts.batched };
    const { logits, finite, kept } = await runForward(opened, images, batching);
    // A sum overflows without a value that does.
    if (!finite) checkFinite('images', images);
    const activations = layers.map(
      (layer, index) => [layer.tensor, asMap(valuesOf(kept, cuts[index]!.layer), layer)] as const,
    );
    const forward = { logits, activations: new Map(activations) };
    this.kept.set(forward, kept);
    return forward;
  }

  async gradients(forward: Forward, layer: Layer, seed: Tensor): Promise<Tensor> {
    const constant = await this.channelGradients(forward, layer, seed);
    if (constant === null) return (await this.backward(forward, layer)).run(seed);
    const [channels, rows, columns] = spatialOf(layer);
    return {
      data: overPositions(constant.data, rows * columns),
      shape: [seed.shape[0]!, channels, rows, columns],
    };
  }

  async channelGradients(forward: Forward, layer: Layer, seed: Tensor): Promise<Tensor | null> {
    checkShape('seed', seed, forward.logits.shape);
    const { run, frontier } = await this.backward(forward, layer);
    if (frontier.size > 0 || !this.facts.batched) return null;
    const ofClass = (index: number): Promise<Tensor> => run(oneHot(index, this.facts.classCount));
    const known = (this.classGradients[layer.tensor] ??= new ClassGradients());
    return known.of(seed, spatialOf(layer)[0], ofClass);
  }

  async hessianVector(
    forward: Forward,
    layer: Layer,
    seed: Tensor,
    vector: Tensor | 'activations',
  ): Promise<Tensor> {
    const kept = this.keptOf(forward, layer);
    checkShape('seed', seed, forward.logits.shape);
    const shape = [seed.shape[0]!, ...spatialOf(layer)];
    if (vector !== 'activations') checkShape('vector', vector, shape);
    const derived = this.tails.hessian(layer.tensor);
    if (derived === null) return zeros(shape);
    const opened = await this.sessions.hessians.get(layer.tensor, () => derived);
    const raw =
      vector === 'activations' ? valuesOf(kept, this.tails.cut(layer.tensor).layer) : fromMap(vector, layer);
    const given = [
      [derived.seed, seed],
      [derived.vector, raw],
    ] as const;
    return asMap(await runBackward(opened, kept, given, derived.product, this.batch), layer);
  }

  async inputGradients(images: Tensor, seed: Tensor, rule: 'plain' | 'guided'): Promise<Tensor> {
    checkImages(images, this.facts.input);
    checkShape('seed', seed, [images.shape[0]!, this.facts.classCount]);
    const { input } = this.model;
    const opened = await this.sessions.inputBackwards.get(rule, () => inputRules[rule](this.model.graph));
    const kept = new Map([[input, { tensor: float32(images), rowsPerImage: 1 }]]);
    const { gradient, seed: seedInput } = opened.derived;
    return runBackward(opened, kept, [[seedInput, seed]], gradient, this.batch);
  }

  async biasMaps(images: Tensor, seed: Tensor): Promise<BiasMaps> {
    checkImages(images, this.facts.input);
    checkShape('seed', seed, [images.shape[0]!, this.facts.classCount]);
    const opened = await this.sessions.biases.get('', () => biasGraph(this.model.graph));
    return runBiases(opened, images, seed, this.batch);
  }

  async scoreMasked(image: Tensor, maps: Tensor, classes: readonly number[]): Promise<Tensor> {
    checkShape('image', image, this.facts.input);
    checkFinite('image', image);
    checkClasses(classes, this.facts.classCount);
    if (maps.shape[0] === 0) return noScores(classes);
    checkShape('maps', maps, ['m', 'h', 'w']);
    const opened = await this.sessions.masked.get('', () => maskedGraph(this.model.graph));
    const score = (count: number, chunk: number): Promise<Tensor> =>
      runMasked(opened, image, slice(maps, 0, count), classes, chunk);
    const count = maps.shape[0]!;
    return score(count, await this.chunks.of('masked', count, score));
  }

  async scoreAblated(
    forward: Forward,
    index: number,
    layer: Layer,
    channels: readonly number[],
    classes: readonly number[],
  ): Promise<Tensor> {
    const kept = this.keptOf(forward, layer);
    checkIndices('image index', [index], forward.logits.shape[0]!);
    checkIndices('channels', channels, spatialOf(layer)[0]);
    checkClasses(classes, this.facts.classCount);
    if (channels.length === 0) return noScores(classes);
    const opened = await this.sessions.ablated.get(layer.tensor, () =>
      ablatedGraph(this.tails.cut(layer.tensor), channelAxis(layer)),
    );
    const score = (count: number, chunk: number): Promise<Tensor> =>
      runAblated(opened, kept, { image: index, channels: channels.slice(0, count), classes }, chunk);
    const count = channels.length;
    return score(count, await this.chunks.of(`ablated ${layer.tensor}`, count, score));
  }

  async logitsAt(forward: Forward, index: number, layer: Layer, activations: Tensor): Promise<Tensor> {
    const kept = this.keptOf(forward, layer);
    checkIndices('image index', [index], forward.logits.shape[0]!);
    checkShape('activations', activations, ['m', ...spatialOf(layer)]);
    const cut = this.tails.cut(layer.tensor);
    const opened = await this.sessions.tails.get(layer.tensor, () => tailGraph(cut));
    const ofImage = imagesOf(kept.get(cut.layer)!, { from: index, to: index + 1 });
    const copies = withMaps(asTensor(ofImage, layer.name), activations, layer);
    return runTail(opened, kept, { image: index, layer: cut.layer, copies }, this.chunk);
  }

  async untouched(images: Tensor): Promise<Tensor> {
    checkImages(images, this.facts.input);
    return runUntouched(this.model.file, images, this.threads);
  }

  hasAffineTail(layer: Layer): boolean {
    // Leading tokens are ablated with the others, and callers do not see their gradients.
    return leadingTokens(layer) === 0 && hasAffineTail(this.tails.cut(layer.tensor));
  }

  async close(): Promise<void> {
    await this.sessions.close();
  }

  private async backward(forward: Forward, layer: Layer): Promise<LayerBackward> {
    const kept = this.keptOf(forward, layer);
    const isGiven = this.tails.neededForGradient(layer.tensor).every((value) => kept.has(value));
    const given = isGiven ? 'needed' : 'nothing';
    const opened = await this.sessions.backwards.get(`${given} ${layer.tensor}`, () =>
      backwardGraph(this.tails.cut(layer.tensor), { given }),
    );
    const { gradient, seed, frontier } = opened.derived;
    const run = async (rows: Tensor): Promise<Tensor> =>
      asMap(await runBackward(opened, kept, [[seed, rows]], gradient, this.batch), layer);
    return { run, frontier };
  }

  /** Throws INPUT_INVALID for a forward pass of another engine, or one that was run without `layer`. */
  private keptOf(forward: Forward, layer: Layer): ReadonlyMap<Value, Kept> {
    const kept = this.kept.get(forward);
    if (kept !== undefined && this.tails.cut(layer.tensor).frontier.every((value) => kept.has(value)))
      return kept;
    throw foreignForward(layer);
  }
}

const valuesOf = (kept: ReadonlyMap<Value, Kept>, value: Value): Tensor =>
  asTensor(kept.get(value)?.tensor, value.name);

/** [1, K] */
function oneHot(index: number, classCount: number): Tensor {
  const seed = zeros([1, classCount]);
  seed.data[index] = 1;
  return seed;
}

const inputRules = { plain: inputGraph, guided: guidedInputGraph } as const;
