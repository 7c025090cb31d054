/** The backward graph of the whole network: from images and seed to d(sum(seed * logits))/d(images). */
import { noRectifier } from '../../calls/noRectifier.ts';
import { guidedRuleOf, hasRectifier } from '../grad/guidedRules.ts';
import type { Graph } from '../ir/graph.ts';
import { backwardGraph, type BackwardGraph } from './backwardGraph.ts';
import { cutAt } from './cut.ts';

export const inputGraph = (model: Graph): BackwardGraph => backwardGraph(cutAt(model, model.inputs[0]!.name));

/** Throws METHOD_UNSUPPORTED where no ReLU is there to be guided. */
export function guidedInputGraph(model: Graph): BackwardGraph {
  if (hasRectifier(model))
    return backwardGraph(cutAt(model, model.inputs[0]!.name), { ruleOf: guidedRuleOf });
  throw noRectifier(model.nodes.some(({ opType }) => opType === 'QuantizeLinear') ? quantised : undefined);
}

const quantised =
  'this one was quantised, which removes ReLUs (what is below 0 saturates). Explain the network that was quantised, or use';
