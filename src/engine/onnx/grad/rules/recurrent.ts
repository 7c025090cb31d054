/** Recurrent networks. What does not depend on the step before is computed for all steps at once. */
import type { Node, Value } from '../../ir/graph.ts';
import { fixedDim, shapeOf, type Shape } from '../dims.ts';
import { inputOf, outputOf, type GradRules, type InputGradient } from '../gradRule.ts';
import type { OpBuilder } from '../opBuilder.ts';

type Gradients = readonly (Value | null)[];

/** A gate's values and their slope, each [T, D, n, H]. */
interface Gate {
  readonly value: Value;
  readonly slope: Value;
}

interface Backward {
  /** d(target)/d(sums that the gates' activations are taken of), [T, D, n, 4 H], gates in ONNX's order i, o, f, g. */
  readonly dz: Value;
  /** d(target)/d(what the first step finds), [1, D, n, H] */
  readonly dh: Value;
  readonly dc: Value;
}

/** Of an LSTM of T steps, D directions and H units, in the order in which each direction reads: T comes first everywhere. */
class Lstm {
  private readonly node: Node;
  private readonly op: OpBuilder;
  private readonly steps: number;
  private readonly hidden: number;
  /** [1, D, n, H] */
  private readonly state: Shape;

  constructor(node: Node, op: OpBuilder) {
    this.node = node;
    this.op = op;
    const [steps, directions, rows, hidden] = shapeOf(outputOf(node)) as [
      number,
      number,
      Shape[number],
      number,
    ];
    this.steps = steps;
    this.hidden = hidden;
    this.state = [1, directions, rows, hidden];
  }

  /** d(target)/dX, [T, n, I]: the sum over directions of dz W. */
  ofImages({ dz }: Backward): Value {
    const { op, node } = this;
    const sum = op.reduceSum(op.matMul(this.turned(dz), inputOf(node, 1)), [1]);
    return op.reshape(sum, shapeOf(inputOf(node, 0)));
  }

  /** The same for the state that the first step finds, [D, n, H]. */
  ofState(gradient: Value): Value {
    return this.op.reshape(gradient, this.state.slice(1));
  }

  /**
   * With c' = f c + i g and h = o tanh(c'): dc' = dh o (1 - tanh² c') + dc; dz = (dc' g, dh tanh c', dc' c, dc' i) times the
   * gates' slopes; dc = f dc' and dh = dz R for the step before.
   */
  backward([dy = null, dLast = null, dCell = null]: Gradients): Backward {
    const { op } = this;
    const [i, o, f, g] = this.gates();
    const { cells, before } = this.cells(f.value, op.mul(i.value, g.value));
    const tanh = op.each('Tanh', cells);
    const factors = [
      op.mul(g.value, i.slope),
      op.mul(tanh, o.slope),
      op.mul(before, f.slope),
      op.mul(i.value, g.slope),
    ];
    const perStep = {
      toCell: op.split(op.mul(o.value, this.oneMinusSquare(tanh)), 0),
      factors: op.split(op.concat(factors, 3), 0),
      forget: op.split(f.value, 0),
      dy: dy === null ? null : op.split(this.turned(dy), 0),
    };
    let [dh, dc] = [this.asState(dLast), this.asState(dCell)];
    const dz: Value[] = [];
    for (let step = this.steps - 1; step >= 0; step--) {
      const dhHere = this.sum(perStep.dy?.[step] ?? null, dh) ?? op.zerosLike(perStep.forget[step]!);
      const dcHere = this.sum(op.mul(dhHere, perStep.toCell[step]!), dc)!;
      const here = op.mul(op.concat([dcHere, dhHere, dcHere, dcHere], 3), perStep.factors[step]!);
      dz.unshift(here);
      dh = op.matMul(here, inputOf(this.node, 2));
      dc = op.mul(dcHere, perStep.forget[step]!);
    }
    return { dz: op.concat(dz, 0), dh: dh!, dc: dc! };
  }

  /** i, o, f, g from z = X Wᵀ + h Rᵀ + b, h of the step before. */
  private gates(): [Gate, Gate, Gate, Gate] {
    const { op, node, hidden } = this;
    const [x, weights, recurrent] = [inputOf(node, 0), inputOf(node, 1), inputOf(node, 2)];
    const [steps, rows, features] = shapeOf(x);
    const images = op.reshape(x, [steps!, 1, rows!, features!]);
    const before = this.shifted(this.turned(outputOf(node)), node.input(5));
    const ofX = this.turned(op.matMul(images, op.transpose(weights, [0, 2, 1])));
    const sum = op.add(ofX, op.matMul(before, op.transpose(recurrent, [0, 2, 1])));
    const z = this.withBias(sum);
    const part = (index: number): Value => op.slice(z, 3, index * hidden, (index + 1) * hidden);
    const sigmoid = (index: number): Gate => {
      const value = op.each('Sigmoid', part(index));
      return { value, slope: op.mul(value, op.sub(op.scalar(1), value)) };
    };
    const value = op.each('Tanh', part(3));
    return [sigmoid(0), sigmoid(1), sigmoid(2), { value, slope: this.oneMinusSquare(value) }];
  }

  /** One bias for X and one for h, [D, 8 H]. */
  private withBias(sum: Value): Value {
    const { op, hidden } = this;
    const bias = this.node.input(3);
    if (bias === null) return sum;
    const [ofX, ofH] = [0, 1].map((index) => op.slice(bias, 1, index * 4 * hidden, (index + 1) * 4 * hidden));
    return op.add(sum, op.reshape(op.add(ofX!, ofH!), [fixedDim(bias, 0), 1, 4 * hidden]));
  }

  /** c of every step, and of the one before each. */
  private cells(forget: Value, added: Value): { readonly cells: Value; readonly before: Value } {
    const { op } = this;
    const [f, ig] = [op.split(forget, 0), op.split(added, 0)];
    const first = this.asState(this.node.input(6)) ?? op.zerosLike(ig[0]!);
    const all = [first];
    for (let step = 0; step < this.steps; step++) all.push(op.add(op.mul(f[step]!, all[step]!), ig[step]!));
    return { cells: op.concat(all.slice(1), 0), before: op.concat(all.slice(0, -1), 0) };
  }

  /** What each step finds: `first`, else zeros, then the values of the step before. */
  private shifted(values: Value, first: Value | null): Value {
    const { op, steps } = this;
    const start = this.asState(first) ?? op.zerosLike(op.slice(values, 0, 0, 1));
    return steps === 1 ? start : op.concat([start, op.slice(values, 0, 0, steps - 1)], 0);
  }

  /** [T, D, n, K] with the steps of every direction that reads from behind in its order, and back again. */
  private turned(values: Value): Value {
    const { op } = this;
    const direction = this.node.string('direction', 'forward');
    const fromBehind = (part: Value): Value =>
      op.gather(
        part,
        0,
        Array.from({ length: this.steps }, (_, step) => this.steps - 1 - step),
      );
    if (direction === 'forward') return values;
    if (direction === 'reverse') return fromBehind(values);
    return op.concat([op.slice(values, 1, 0, 1), fromBehind(op.slice(values, 1, 1, 2))], 1);
  }

  private asState(value: Value | null): Value | null {
    return value === null ? null : this.op.reshape(value, this.state);
  }

  private sum(a: Value | null, b: Value | null): Value | null {
    return a === null || b === null ? (a ?? b) : this.op.add(a, b);
  }

  private oneMinusSquare(value: Value): Value {
    return this.op.sub(this.op.scalar(1), this.op.square(value));
  }
}

const usualActivations = 'sigmoid,tanh,tanh';

/** Sequences of one length, no peepholes, no clipping, the usual activations, steps along the first axis. */
function isUsual(node: Node): boolean {
  const activations = node.attributes.get('activations');
  const named = activations?.kind === 'strings' ? activations.value.join().toLowerCase() : usualActivations;
  const isNamed = named === usualActivations || named === `${usualActivations},${usualActivations}`;
  const isPlain = node.input(4) === null && node.input(7) === null && !node.attributes.has('clip');
  return isNamed && isPlain && node.int('layout', 0) === 0 && node.int('input_forget', 0) === 0;
}

function throughTime(dys: Gradients, node: Node, op: OpBuilder): readonly (InputGradient | null)[] {
  if (!isUsual(node)) return [];
  const lstm = new Lstm(node, op);
  let known: Backward | null = null;
  const backward = (): Backward => (known ??= lstm.backward(dys));
  const images = (): Value => lstm.ofImages(backward());
  return [
    images,
    null,
    null,
    null,
    null,
    () => lstm.ofState(backward().dh),
    () => lstm.ofState(backward().dc),
  ];
}

export const recurrentRules: GradRules = {
  /** Back through time, step by step; weights get none. */
  LSTM: { ofAll: throughTime },
};
