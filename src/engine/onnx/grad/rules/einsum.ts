/** Sums of products named by letters. */
import type { Node, Value } from '../../ir/graph.ts';
import { broadcastShape, shapeOf, type Shape } from '../dims.ts';
import { inputOf, type GradRules } from '../gradRule.ts';
import { stringAttribute, type OpBuilder } from '../opBuilder.ts';

/** One letter for each axis. */
type Term = readonly string[];

interface Equation {
  readonly inputs: readonly Term[];
  readonly output: Term;
}

const ellipsis = '...';
const letters = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ'.split('');

/**
 * The equation with the output spelled out (without an arrow: letters that occur once, in the order of the alphabet) and
 * letters in the place of an ellipsis, which stands for as many axes in every operand.
 */
function equationOf(node: Node): Equation {
  const text = node.string('equation', '').replaceAll(/\s/g, '');
  const [left = '', right = impliedOutput(left)] = text.split('->');
  const inputs = left.split(',');
  const at = inputs.findIndex((term) => term.includes(ellipsis));
  const rank = at === -1 ? 0 : shapeOf(inputOf(node, at)).length - inputs[at]!.length + ellipsis.length;
  const free = letters.filter((letter) => !text.includes(letter));
  const spelled = (term: string): Term => term.replace(ellipsis, free.slice(0, rank).join('')).split('');
  return { inputs: inputs.map(spelled), output: spelled(right) };
}

function impliedOutput(left: string): string {
  const all = left.replaceAll(/[.,]/g, '').split('');
  const once = all.filter((letter) => all.indexOf(letter) === all.lastIndexOf(letter));
  return (left.includes(ellipsis) ? ellipsis : '') + once.sort().join('');
}

const written = ({ inputs, output }: Equation): string =>
  `${inputs.map((term) => term.join('')).join(',')}->${output.join('')}`;

/** The size that each letter stands for, an axis of size 1 being repeated. */
function sizesOf(terms: readonly Term[], values: readonly Value[]): ReadonlyMap<string, Shape[number]> {
  const sizes = new Map<string, Shape[number]>();
  terms.forEach((term, index) =>
    term.forEach((letter, axis) => {
      const [size] = broadcastShape([sizes.get(letter) ?? 1], [shapeOf(values[index]!)[axis]!]);
      sizes.set(letter, size!);
    }),
  );
  return sizes;
}

/** dx of input `index`: the product of dy and the others, summed over what x does not have, repeated over what x alone has. */
function inputGradient(dy: Value, node: Node, index: number, op: OpBuilder): Value {
  const { inputs, output } = equationOf(node);
  const own = inputs[index]!;
  const others = [...inputs.keys()].filter((at) => at !== index);
  const terms = [output, ...others.map((at) => inputs[at]!)];
  const factors = [dy, ...others.map((at) => inputOf(node, at))];
  const sizes = sizesOf(terms, factors);
  const shared = own.filter((letter) => sizes.has(letter));
  const product = op.emit(
    'Einsum',
    factors,
    shared.map((letter) => sizes.get(letter)!),
    { equation: stringAttribute(written({ inputs: terms, output: shared })) },
  );
  const kept = own.map((letter) => sizes.get(letter) ?? 1);
  return op.expand(op.reshape(product, kept), broadcastShape(kept, shapeOf(inputOf(node, index))));
}

const hasDiagonal = (term: Term): boolean => new Set(term).size < term.length;

export const einsumRules: GradRules = {
  /** Not for an operand that names a letter twice (a diagonal). */
  Einsum: (dy, node, op) =>
    equationOf(node).inputs.map((term, index) =>
      hasDiagonal(term) ? null : () => inputGradient(dy, node, index, op),
    ),
};
