import { activated } from './activations.ts';
import { numberIn, refuse, required, type LayerCall, type LayerRule } from './lowering.ts';

const passing: LayerRule = ({ add, inputs }) => add('Identity', [inputs[0]!]);

const relu: LayerRule = (call) => {
  const { add, inputs, floats, config } = call;
  const [x] = inputs as [string];
  const [slope, threshold] = [numberIn(call, 'negative_slope', 0), numberIn(call, 'threshold', 0)];
  const limit = config['max_value'];
  if (threshold !== 0 || (slope !== 0 && typeof limit === 'number'))
    throw refuse(
      call,
      'has a threshold, or a slope and a maximum at once, which TensorFlow.js does not compute',
    );
  if (slope !== 0) return add('LeakyRelu', [x], { alpha: slope });
  if (typeof limit !== 'number') return add('Relu', [x]);
  return limit === 6 ? add('Relu6', [x]) : add('ClipByValue', [x, floats([0]), floats([limit])]);
};

/** x where it is above theta, else 0. */
const thresholded: LayerRule = (call) => {
  const { add, inputs, floats } = call;
  const above = add('Greater', [inputs[0]!, floats([numberIn(call, 'theta', 1)])]);
  return add('Mul', [inputs[0]!, add('Cast', [above], { DstT: 'DT_FLOAT' })]);
};

const batchNormalisation: LayerRule = (call) => {
  checkLastAxis(call);
  const mean = required(call, 'moving_mean');
  const size = call.constantOf(mean).data.length;
  const all = (value: number): string => call.floats(new Float32Array(size).fill(value), [size]);
  const gamma = call.config['scale'] === false ? all(1) : required(call, 'gamma');
  const beta = call.config['center'] === false ? all(0) : required(call, 'beta');
  const inputs = [call.inputs[0]!, gamma, beta, mean, required(call, 'moving_variance')];
  return call.add('FusedBatchNormV3', inputs, { epsilon: numberIn(call, 'epsilon', 1e-3) });
};

const layerNormalisation: LayerRule = (call) => {
  checkLastAxis(call);
  const inputs = [call.inputs[0]!, required(call, 'gamma'), required(call, 'beta')];
  return call.add('LayerNormalization', inputs, { epsilon: numberIn(call, 'epsilon', 1e-3) });
};

function checkLastAxis(call: LayerCall): void {
  const axes = [call.config['axis'] ?? -1].flat() as number[];
  if (axes.length === 1 && (axes[0] === -1 || axes[0] === call.rank - 1)) return;
  throw refuse(call, `normalises over axis ${axes.join(', ')}; expected the last of ${call.rank}`);
}

const rescaling: LayerRule = (call) => {
  const values = (name: string, fallback: number): number[] =>
    [call.config[name] ?? fallback].flat() as number[];
  const scaled = call.add('Mul', [call.inputs[0]!, call.floats(values('scale', 1))]);
  return call.add('AddV2', [scaled, call.floats(values('offset', 0))]);
};

/** One after the other; a layer may be called on any number of tensors. */
const chained =
  (op: string): LayerRule =>
  ({ add, inputs }) =>
    inputs.slice(1).reduce((sum, input) => add(op, [sum, input]), inputs[0]!);

const average: LayerRule = ({ add, inputs, floats }) =>
  add('Mul', [add('AddN', inputs), floats([1 / inputs.length])]);

const softmax: LayerRule = (call) => {
  checkLastAxis(call);
  return call.add('Softmax', [call.inputs[0]!]);
};

/** What only acts while a network is trained. */
const trainingOnly = [
  'Dropout',
  'SpatialDropout2D',
  'GaussianNoise',
  'GaussianDropout',
  'AlphaDropout',
  'ActivityRegularization',
  'RandomFlip',
  'RandomRotation',
  'RandomZoom',
  'RandomTranslation',
  'RandomContrast',
  'RandomBrightness',
];

export const pointwiseRules: Readonly<Record<string, LayerRule>> = {
  ...Object.fromEntries(trainingOnly.map((className) => [className, passing])),
  Activation: (call) => activated(call.inputs[0]!, call),
  ReLU: relu,
  LeakyReLU: (call) =>
    call.add('LeakyRelu', [call.inputs[0]!], {
      alpha: numberIn(call, 'alpha', numberIn(call, 'negative_slope', 0.3)),
    }),
  PReLU: (call) => call.add('Prelu', [call.inputs[0]!, required(call, 'alpha')]),
  ELU: (call) => call.add('Elu', [call.inputs[0]!], { alpha: numberIn(call, 'alpha', 1) }),
  ThresholdedReLU: thresholded,
  Softmax: softmax,
  BatchNormalization: batchNormalisation,
  LayerNormalization: layerNormalisation,
  Rescaling: rescaling,
  Add: chained('AddV2'),
  Subtract: chained('Sub'),
  Multiply: chained('Mul'),
  Maximum: chained('Maximum'),
  Minimum: chained('Minimum'),
  Average: average,
};
