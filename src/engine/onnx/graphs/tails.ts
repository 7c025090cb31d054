/** What is derived from the tail of each layer and worth keeping: cuts, what gradients need, and second derivatives, of which many are zero. */
import { known } from '../../calls/known.ts';
import type { Graph, Value } from '../ir/graph.ts';
import { cutAt, type Cut } from './cut.ts';
import { backwardGraph } from './backwardGraph.ts';
import { hessianGraph, type HessianGraph } from './hessianGraph.ts';

export class Tails {
  private readonly model: Graph;
  private readonly cuts = new Map<string, Cut>();
  private readonly needs = new Map<string, readonly Value[]>();
  private readonly hessians = new Map<string, HessianGraph | null>();

  constructor(model: Graph) {
    this.model = model;
  }

  /** Throws LAYER_UNUSABLE where the logits do not depend on the tensor. */
  cut(tensor: string): Cut {
    return known(this.cuts, tensor, () => cutAt(this.model, tensor));
  }

  /**
   * The tensors of the model that the gradient at the layer needs, the frontier among them or not. Throws GRADIENT_MISSING.
   */
  neededForGradient(tensor: string): readonly Value[] {
    return known(this.needs, tensor, () => [
      ...backwardGraph(this.cut(tensor), { given: 'needed' }).frontier.keys(),
    ]);
  }

  /** Null where the second derivative is zero. Throws GRADIENT_MISSING. */
  hessian(tensor: string): HessianGraph | null {
    return known(this.hessians, tensor, () => hessianGraph(this.cut(tensor)));
  }
}
