import { CamlineError } from '../../../errors.ts';
import type { Node, Value } from '../ir/graph.ts';

const wayOut = 'Choose a later layer, or a method that needs no gradients (scorecam, ablationcam).';

/** @param layer the layer's tensor, for the message */
export const missingRule = (node: Node, layer: string): CamlineError =>
  new CamlineError(
    'GRADIENT_MISSING',
    `No gradient rule for ${node.domain === '' ? '' : `${node.domain}.`}${node.opType} (node "${node.name}"), ` +
      `which lies between the layer "${layer}" and the logits. ${wayOut}`,
  );

/** A rule exists, but not for that input, or not with these attributes. */
export const missingInput = (node: Node, index: number, layer: string): CamlineError =>
  new CamlineError(
    'GRADIENT_MISSING',
    `${node.opType} (node "${node.name}") has no gradient with respect to its input ${index} ` +
      `("${node.input(index)?.name ?? ''}") in this form; it lies between the layer "${layer}" and the logits. ${wayOut}`,
  );

/** No path between the two carries a gradient. */
export const noGradient = (target: Value, layer: Value): CamlineError =>
  new CamlineError(
    'LAYER_UNUSABLE',
    `The output "${target.name}" does not depend on the layer "${layer.name}" in a way that has a gradient. ` +
      'Choose a layer on the way to the logits.',
  );
