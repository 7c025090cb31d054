import type { Attribute } from '../network/network.ts';
import { activated } from './activations.ts';
import {
  checkChannelsLast,
  numberIn,
  pairIn,
  refuse,
  required,
  textIn,
  type LayerCall,
  type LayerRule,
} from './lowering.ts';

function windows(call: LayerCall, dilates = true): Record<string, Attribute> {
  checkChannelsLast(call);
  const [rows, columns] = pairIn(call, 'strides', [1, 1]);
  const [down, right] = dilates ? pairIn(call, 'dilation_rate', [1, 1]) : [1, 1];
  return {
    strides: [1, rows, columns, 1],
    dilations: [1, down, right, 1],
    padding: textIn(call, 'padding', 'valid').toUpperCase(),
  };
}

function biased(x: string, call: LayerCall): string {
  const bias = call.config['use_bias'] === false ? undefined : required(call, 'bias');
  return bias === undefined ? x : call.add('BiasAdd', [x, bias]);
}

const conv2d: LayerRule = (call) => {
  if (numberIn(call, 'groups', 1) !== 1)
    throw refuse(call, 'has groups, which TensorFlow.js does not compute');
  const raw = call.add('Conv2D', [call.inputs[0]!, required(call, 'kernel')], windows(call));
  return activated(biased(raw, call), call);
};

const depthwise: LayerRule = (call) => {
  const raw = call.add(
    'DepthwiseConv2dNative',
    [call.inputs[0]!, required(call, 'depthwise_kernel')],
    windows(call),
  );
  return activated(biased(raw, call), call);
};

const separable: LayerRule = (call) => {
  const apart = call.add(
    'DepthwiseConv2dNative',
    [call.inputs[0]!, required(call, 'depthwise_kernel')],
    windows(call),
  );
  const points = { strides: [1, 1, 1, 1], dilations: [1, 1, 1, 1], padding: 'VALID' };
  const mixed = call.add('Conv2D', [apart, required(call, 'pointwise_kernel')], points);
  return activated(biased(mixed, call), call);
};

const transposed: LayerRule = (call) => {
  const bias = call.config['use_bias'] === false ? [] : [required(call, 'bias')];
  const inputs = [call.inputs[0]!, required(call, 'kernel'), ...bias];
  return activated(call.add('Conv2DTranspose', inputs, windows(call, false)), call);
};

const pooling =
  (op: string): LayerRule =>
  (call) => {
    checkChannelsLast(call);
    const size = pairIn(call, 'pool_size', [2, 2]);
    const strides = pairIn(call, 'strides', size);
    return call.add(op, [call.inputs[0]!], {
      ksize: [1, ...size, 1],
      strides: [1, ...strides, 1],
      padding: textIn(call, 'padding', 'valid').toUpperCase(),
    });
  };

const global =
  (op: string): LayerRule =>
  (call) => {
    checkChannelsLast(call);
    const keeps = call.config['keepdims'] === true;
    const tensor = call.add(op, [call.inputs[0]!, call.integers([1, 2])], { keep_dims: keeps });
    return { tensor, rank: keeps ? 4 : 2 };
  };

const dense: LayerRule = (call) => {
  const raw = call.add('MatMul', [call.inputs[0]!, required(call, 'kernel')]);
  return activated(biased(raw, call), call);
};

export const convolutionRules: Readonly<Record<string, LayerRule>> = {
  Conv2D: conv2d,
  Convolution2D: conv2d,
  DepthwiseConv2D: depthwise,
  SeparableConv2D: separable,
  SeparableConvolution2D: separable,
  Conv2DTranspose: transposed,
  Dense: dense,
  MaxPooling2D: pooling('MaxPool'),
  MaxPool2D: pooling('MaxPool'),
  AveragePooling2D: pooling('AvgPool'),
  AvgPool2D: pooling('AvgPool'),
  GlobalAveragePooling2D: global('Mean'),
  GlobalAvgPool2D: global('Mean'),
  GlobalMaxPooling2D: global('Max'),
  GlobalMaxPool2D: global('Max'),
};
