/** All sessions of an engine, by what their graphs are for. */
import type { Device } from '../../../config/device.ts';
import type { AblatedGraph } from '../graphs/ablatedGraph.ts';
import type { BackwardGraph } from '../graphs/backwardGraph.ts';
import type { BiasGraph } from '../graphs/biasGraph.ts';
import type { ForwardGraph } from '../graphs/forwardGraph.ts';
import type { HessianGraph } from '../graphs/hessianGraph.ts';
import type { MaskedGraph } from '../graphs/maskedGraph.ts';
import type { TailGraph } from '../graphs/tailGraph.ts';
import { SessionCache } from './sessionCache.ts';

/** Sets of layers: each session holds the whole network. */
const layerSets = 4;
/** Layers: each session holds the tail behind one. */
const layers = 16;

export class EngineSessions {
  readonly forwards: SessionCache<ForwardGraph>;
  readonly backwards: SessionCache<BackwardGraph>;
  readonly hessians: SessionCache<HessianGraph>;
  readonly ablated: SessionCache<AblatedGraph>;
  readonly masked: SessionCache<MaskedGraph>;
  readonly inputBackwards: SessionCache<BackwardGraph>;
  readonly biases: SessionCache<BiasGraph>;
  readonly tails: SessionCache<TailGraph>;

  /** @param threads threads inside one operation */
  constructor(threads: number, device: Device) {
    this.forwards = new SessionCache(threads, layerSets, device);
    this.backwards = new SessionCache(threads, layers, device);
    this.hessians = new SessionCache(threads, layers, device);
    this.ablated = new SessionCache(threads, layers, device);
    this.masked = new SessionCache(threads, 1, device);
    this.inputBackwards = new SessionCache(threads, 2, device);
    this.biases = new SessionCache(threads, 1, device);
    this.tails = new SessionCache(threads, 1, device);
  }

  async close(): Promise<void> {
    const { forwards, backwards, hessians, ablated, masked, inputBackwards, biases, tails } = this;
    const all = [forwards, backwards, hessians, ablated, masked, inputBackwards, biases, tails];
    await Promise.all(all.map((cache) => cache.close()));
  }
}
