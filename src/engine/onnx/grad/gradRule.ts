/** What a gradient rule is. The walker does the rest: un-broadcasting, adding up, pruning, naming. */
import { CamlineError } from '../../../errors.ts';
import type { Node, Value } from '../ir/graph.ts';
import type { OpBuilder } from './opBuilder.ts';

/**
 * d(target)/d(input), built only if it is asked for. Its shape is the input's, or one that broadcasting made of it.
 */
export type InputGradient = () => Value;

/**
 * From dy = d(target)/d(first output) to one entry per input. `null`, or an entry left out: that input cannot be
 * differentiated here; it is an error where the input depends on the layer.
 */
export type GradRule = (dy: Value, node: Node, op: OpBuilder) => readonly (InputGradient | null)[];

/** The same for an operation with several outputs that count: one dy each, null where none arrived. */
export interface ManyOutputsRule {
  readonly ofAll: (
    dys: readonly (Value | null)[],
    node: Node,
    op: OpBuilder,
  ) => readonly (InputGradient | null)[];
}

/** 'zero': the operation is constant almost everywhere, or yields no floating-point number. */
export type AnyRule = GradRule | ManyOutputsRule | 'zero';
export type GradRules = Readonly<Record<string, AnyRule>>;

/** Input `index`, which the operation's definition requires. */
export function inputOf(node: Node, index: number): Value {
  const value = node.input(index);
  if (value !== null) return value;
  throw new CamlineError('MODEL_INVALID', `${node.opType} (node "${node.name}") lacks its input ${index}.`);
}

export function outputOf(node: Node): Value {
  const value = node.outputs[0];
  if (value !== undefined) return value;
  throw new CamlineError('MODEL_INVALID', `${node.opType} (node "${node.name}") has no output.`);
}
