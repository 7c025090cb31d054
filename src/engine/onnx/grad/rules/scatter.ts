/** Elements picked and written at places that may be computed at run time. */
import type { Node } from '../../ir/graph.ts';
import { shapeOf } from '../dims.ts';
import { inputOf, type GradRule, type GradRules } from '../gradRule.ts';
import { intAttribute, stringAttribute, type Attributes } from '../opBuilder.ts';

type Picking = 'GatherElements' | 'GatherND';
type Writing = 'ScatterElements' | 'ScatterND';

/** The ND forms index leading axes together and have none of their own. */
const axisOf = (node: Node): Attributes =>
  node.opType.endsWith('ND') ? {} : { axis: intAttribute(node.int('axis', 0)) };

/** y = data at indices: zeros, with dy added there. */
const picked =
  (writing: Writing): GradRule =>
  (dy, node, op) => {
    if (node.int('batch_dims', 0) !== 0) return [];
    const [data, indices] = [inputOf(node, 0), inputOf(node, 1)];
    const attributes = { ...axisOf(node), reduction: stringAttribute('add') };
    return [() => op.emit(writing, [op.zerosLike(data), indices, dy], shapeOf(data), attributes)];
  };

/**
 * y = data with `updates` written (or added) at indices: data gets dy, but nothing from where it was overwritten, and
 * updates get dy from there. Of several updates of one place each gets it all.
 */
const written =
  (picking: Picking): GradRule =>
  (dy, node, op) => {
    const [indices, updates] = [inputOf(node, 1), inputOf(node, 2)];
    const reduction = node.string('reduction', 'none');
    if (reduction !== 'none' && reduction !== 'add') return [];
    const without = () =>
      op.emit(node.opType, [dy, indices, op.zerosLike(updates)], shapeOf(dy), axisOf(node));
    const toUpdates = () => op.emit(picking, [dy, indices], shapeOf(updates), axisOf(node));
    return [reduction === 'add' ? () => dy : without, null, toUpdates];
  };

export const scatterRules: GradRules = {
  GatherElements: picked('ScatterElements'),
  GatherND: picked('ScatterND'),
  ScatterElements: written('GatherElements'),
  ScatterND: written('GatherND'),
};
