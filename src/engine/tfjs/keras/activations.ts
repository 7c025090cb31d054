import { refuse, type LayerCall } from './lowering.ts';

type Activation = (x: string, call: LayerCall) => string;

const one =
  (op: string): Activation =>
  (x, { add }) =>
    add(op, [x]);

const gated =
  (gate: Activation): Activation =>
  (x, call) =>
    call.add('Mul', [x, gate(x, call)]);

/** x (1 + erf(x / sqrt 2)) / 2 */
const gelu: Activation = (x, call) => {
  const { add, floats } = call;
  const erf = add('Erf', [add('Mul', [x, floats([Math.SQRT1_2])])]);
  return add('Mul', [x, add('Mul', [add('AddV2', [erf, floats([1])]), floats([0.5])])]);
};

/** x (1 + tanh(sqrt(2 / pi) (x + 0.044715 x³))) / 2 */
const geluByTanh: Activation = (x, { add, floats }) => {
  const cube = add('Mul', [add('Mul', [add('Square', [x]), x]), floats([0.044715])]);
  const tanh = add('Tanh', [add('Mul', [add('AddV2', [x, cube]), floats([Math.sqrt(2 / Math.PI)])])]);
  return add('Mul', [x, add('Mul', [add('AddV2', [tanh, floats([1])]), floats([0.5])])]);
};

/** Keras 2: 0.2 x + 0.5, between 0 and 1. */
const hardSigmoid: Activation = (x, { add, floats }) => {
  const line = add('AddV2', [add('Mul', [x, floats([0.2])]), floats([0.5])]);
  return add('ClipByValue', [line, floats([0]), floats([1])]);
};

const activations: Readonly<Record<string, Activation>> = {
  linear: one('Identity'),
  relu: one('Relu'),
  relu6: one('Relu6'),
  sigmoid: one('Sigmoid'),
  tanh: one('Tanh'),
  softmax: one('Softmax'),
  log_softmax: one('LogSoftmax'),
  logSoftmax: one('LogSoftmax'),
  elu: one('Elu'),
  selu: one('Selu'),
  softplus: one('Softplus'),
  softsign: one('Softsign'),
  exponential: one('Exp'),
  swish: gated(one('Sigmoid')),
  silu: gated(one('Sigmoid')),
  mish: gated((x, { add }) => add('Tanh', [add('Softplus', [x])])),
  hard_sigmoid: hardSigmoid,
  hardSigmoid,
  gelu,
  gelu_new: geluByTanh,
};

/** `x` after the activation that a layer's config names; `x` itself for none. */
export function activated(x: string, call: LayerCall): string {
  const given = call.config['activation'] ?? 'linear';
  const name = typeof given === 'string' ? given : String((given as { class_name?: unknown }).class_name);
  if (name === 'linear' && call.className !== 'Activation') return x;
  const activation = Object.hasOwn(activations, name) ? activations[name] : undefined;
  if (activation === undefined) throw refuse(call, `has the activation "${name}", which is not known`);
  return activation(x, call);
}
