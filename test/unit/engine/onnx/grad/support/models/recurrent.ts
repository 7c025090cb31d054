import type { Value } from '../../../../../../../src/engine/onnx/ir/graph.ts';
import type { PlainAttribute } from '../smallModel.ts';
import type { ModelWriter } from '../smallModel.ts';
import type { SmallestModel } from '../smallestModels.ts';

const [steps, features, hidden] = [3, 2, 2];

interface Form {
  readonly direction: 'forward' | 'reverse' | 'bidirectional';
  readonly bias?: boolean;
  /** What the first step finds, made of the images. */
  readonly states?: boolean;
  /** Which of Y, Y_h and Y_c the network goes on with. */
  readonly outputs: readonly number[];
}

/** Images [n, T, I]; every output as [n, …], joined to [n, K]. */
function lstm(x: Value, net: ModelWriter, { direction, bias = false, states = false, outputs }: Form): Value {
  const directions = direction === 'bidirectional' ? 2 : 1;
  const sequence = net.op('Transpose', [x], { perm: [1, 0, 2] });
  const state = (from: number): Value => {
    const first = net.op('Slice', [sequence, net.ints(from), net.ints(from + 1), net.ints(0)]);
    return net.op('Concat', new Array<Value>(directions).fill(first), { axis: 0 });
  };
  const weights = [net.weights(directions, 4 * hidden, features), net.weights(directions, 4 * hidden, hidden)];
  const attributes: Record<string, PlainAttribute> = { hidden_size: hidden, direction };
  const given = [bias ? net.weights(directions, 8 * hidden) : null, null, ...(states ? [state(0), state(1)] : [])];
  const made = net.ops(3, 'LSTM', [sequence, ...weights, ...given], attributes);
  const perms = [[2, 0, 1, 3], [1, 0, 2], [1, 0, 2]];
  const rows = outputs.map((index) =>
    net.op('Flatten', [net.op('Transpose', [made[index]!], { perm: perms[index]! })], { axis: 1 }),
  );
  return net.op('Concat', rows, { axis: 1 });
}

const form = (name: string, options: Form): SmallestModel => ({
  form: name,
  input: [steps, features],
  build: (x, net) => lstm(x, net, options),
});

export const recurrentModels: Readonly<Record<string, readonly SmallestModel[]>> = {
  LSTM: [
    form('forward', { direction: 'forward', outputs: [0] }),
    form('from behind, with a bias', { direction: 'reverse', bias: true, outputs: [0] }),
    form('both directions, with states', { direction: 'bidirectional', bias: true, states: true, outputs: [0] }),
    form('the last states alone', { direction: 'bidirectional', outputs: [1, 2] }),
    form('all outputs', { direction: 'reverse', states: true, outputs: [0, 1, 2] }),
  ],
};
