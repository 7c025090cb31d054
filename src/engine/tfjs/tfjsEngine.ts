/** The engine for TensorFlow.js models: cuts of one network (run/), run by whichever backend is installed, behind the contract of engine.ts. */
import { zeros, type Tensor } from '../../tensor/tensor.ts';
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
import type { BiasMaps, Engine, Forward, Layer, ModelFacts } from '../engine.ts';
import { chooseBackend, type BackendName, type ChosenBackend } from './backend.ts';
import { runBiases } from './calls/biases.ts';
import { runForward, type Kept } from './calls/forward.ts';
import { runGradients, runHessian } from './calls/gradients.ts';
import { CopySizes } from './calls/copySizes.ts';
import { Cuts, keptAt, type CallNetwork } from './calls/network.ts';
import { runAblated, runMasked, runTail } from './calls/perturbed.ts';
import { runUntouched } from './calls/untouched.ts';
import { guided, plain } from './ops/modes.ts';
import { prepareNetwork, type PreparedNetwork } from './passes/prepare.ts';
import { checkGradient, hasAffineTail, isCurved } from './run/cut.ts';
import { dropNetwork } from './run/deviceNetwork.ts';
import { fromMaps, toMaps } from './run/hostTensor.ts';

export interface TfjsEngineOptions {
  /** Images per run. */
  readonly batch: number;
  /** Masked or ablated copies per run, at most: fewer where they do not fit into memory. */
  readonly chunk: number;
  /** Name of the output that holds the class scores; null for the first that does. */
  readonly output?: string | null;
  /** What TensorFlow.js computes on; default: the fastest that is installed. */
  readonly backend?: BackendName;
}

/** Opens the model.json at `path` on the fastest backend that is installed. Throws MODEL_* errors. */
export async function openTfjsEngine(path: string, options: TfjsEngineOptions): Promise<Engine> {
  const backend = await chooseBackend(options.backend ?? 'auto');
  return new TfjsEngine(path, await prepareNetwork(path, options.output ?? null), backend, options);
}

class TfjsEngine implements Engine {
  readonly facts: ModelFacts;
  private readonly path: string;
  private readonly prepared: PreparedNetwork;
  private readonly network: CallNetwork;
  /** What tails need of the forward passes that callers still hold. */
  private readonly kept = new WeakMap<Forward, Kept>();

  constructor(
    path: string,
    prepared: PreparedNetwork,
    { version, device, notes }: ChosenBackend,
    { batch, chunk }: TfjsEngineOptions,
  ) {
    this.path = path;
    this.prepared = prepared;
    this.facts = {
      ...prepared.facts,
      engine: 'tfjs',
      engineVersion: version,
      device,
      notes: [...prepared.facts.notes, ...notes],
    };
    const { batched } = prepared.facts;
    const cuts = new Cuts(prepared);
    this.network = {
      device: prepared.device,
      batch: batched ? batch : 1,
      copies: new CopySizes(batched ? chunk : 1, (plan) => cuts.bytesOf(plan)),
      cuts,
    };
  }

  layers(): readonly Layer[] {
    return this.prepared.layers.all;
  }

  layer(name: string | undefined): Layer {
    return this.prepared.layers.resolve(name);
  }

  async forward(images: Tensor, layers: readonly Layer[], ahead?: 'gradients'): Promise<Forward> {
    checkImages(images, this.facts.input);
    for (const layer of layers) spatialOf(layer);
    const cuts = layers.map(({ tensor }) => this.network.cuts.at(tensor));
    if (ahead === 'gradients') cuts.forEach(checkGradient);
    const tensors = [...new Set(cuts.flatMap(({ frontier }) => frontier))];
    const { logits, kept } = runForward(this.network, images, tensors);
    const activations = layers.map(({ tensor }) => [tensor, toMaps(keptAt(kept, tensor))] as const);
    const forward = { logits, activations: new Map(activations) };
    this.kept.set(forward, kept);
    return forward;
  }

  async gradients(forward: Forward, layer: Layer, seed: Tensor): Promise<Tensor> {
    const kept = this.keptOf(forward, layer);
    checkShape('seed', seed, forward.logits.shape);
    const cut = this.network.cuts.at(layer.tensor);
    checkGradient(cut);
    return toMaps(runGradients(this.network, cut, { kept, seed }));
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
    const cut = this.network.cuts.at(layer.tensor);
    checkGradient(cut);
    if (!isCurved(cut)) return zeros(shape);
    const raw = vector === 'activations' ? keptAt(kept, layer.tensor) : fromMaps(vector);
    return toMaps(runHessian(this.network, cut, { kept, seed }, raw));
  }

  async inputGradients(images: Tensor, seed: Tensor, rule: 'plain' | 'guided'): Promise<Tensor> {
    checkImages(images, this.facts.input);
    checkShape('seed', seed, [images.shape[0]!, this.facts.classCount]);
    const cut = this.network.cuts.ofImage;
    checkGradient(cut);
    const mode = rule === 'plain' ? plain : guided(this.prepared.device.network);
    const kept = new Map([[cut.layer, fromMaps(images)]]);
    return toMaps(runGradients(this.network, cut, { kept, seed, mode }));
  }

  async biasMaps(images: Tensor, seed: Tensor): Promise<BiasMaps> {
    checkImages(images, this.facts.input);
    checkShape('seed', seed, [images.shape[0]!, this.facts.classCount]);
    checkGradient(this.network.cuts.ofImage);
    return runBiases(this.network, images, seed);
  }

  async scoreMasked(image: Tensor, maps: Tensor, classes: readonly number[]): Promise<Tensor> {
    checkShape('image', image, this.facts.input);
    checkFinite('image', image);
    checkClasses(classes, this.facts.classCount);
    if (maps.shape[0] === 0) return noScores(classes);
    checkShape('maps', maps, ['m', 'h', 'w']);
    return runMasked(this.network, image, maps, classes);
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
    const call = { cut: this.network.cuts.at(layer.tensor), kept, image: index };
    return runAblated(this.network, call, channels, classes);
  }

  async logitsAt(forward: Forward, index: number, layer: Layer, activations: Tensor): Promise<Tensor> {
    const kept = this.keptOf(forward, layer);
    checkIndices('image index', [index], forward.logits.shape[0]!);
    checkShape('activations', activations, ['m', ...spatialOf(layer)]);
    const call = { cut: this.network.cuts.at(layer.tensor), kept, image: index };
    return runTail(this.network, call, activations);
  }

  async untouched(images: Tensor): Promise<Tensor> {
    checkImages(images, this.facts.input);
    const { output, facts } = this.prepared;
    const batch = facts.source.batch ?? this.network.batch;
    return runUntouched({ path: this.path, output, batch }, images);
  }

  hasAffineTail(layer: Layer): boolean {
    return hasAffineTail(this.network.cuts.at(layer.tensor));
  }

  async close(): Promise<void> {
    dropNetwork(this.prepared.device);
  }

  /** Throws INPUT_INVALID for a forward pass of another engine, or one that was run without `layer`. */
  private keptOf(forward: Forward, layer: Layer): Kept {
    const kept = this.kept.get(forward);
    const { frontier } = this.network.cuts.at(layer.tensor);
    if (kept !== undefined && frontier.every((tensor) => kept.has(tensor))) return kept;
    throw foreignForward(layer);
  }
}
