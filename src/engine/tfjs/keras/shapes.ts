import {
  bordersIn,
  checkChannelsLast,
  numberIn,
  pairIn,
  refuse,
  textIn,
  type LayerRule,
} from './lowering.ts';

const flatten: LayerRule = (call) => {
  checkChannelsLast(call);
  return { tensor: call.add('Flatten', [call.inputs[0]!]), rank: 2 };
};

const reshape: LayerRule = (call) => {
  const shape = call.config['target_shape'] as readonly number[];
  return { tensor: call.add('ReshapeItems', [call.inputs[0]!], { shape }), rank: shape.length + 1 };
};

const permute: LayerRule = (call) => {
  const dims = call.config['dims'] as readonly number[];
  return call.add('Transpose', [call.inputs[0]!, call.integers([0, ...dims])]);
};

const zeroPadding: LayerRule = (call) => {
  checkChannelsLast(call);
  const [[top, bottom], [left, right]] = bordersIn(call, 'padding');
  const pads = call.integers([0, 0, top, bottom, left, right, 0, 0], [4, 2]);
  return call.add('Pad', [call.inputs[0]!, pads]);
};

const cropping: LayerRule = (call) => {
  checkChannelsLast(call);
  const [[top, bottom], [left, right]] = bordersIn(call, 'cropping');
  const [begin, end] = [call.integers([0, top, left, 0]), call.integers([0, -bottom, -right, 0])];
  const toEnd = (bottom === 0 ? 2 : 0) + (right === 0 ? 4 : 0) + 9;
  return call.add('StridedSlice', [call.inputs[0]!, begin, end, call.integers([1, 1, 1, 1])], {
    begin_mask: 0,
    end_mask: toEnd,
  });
};

const upSampling: LayerRule = (call) => {
  checkChannelsLast(call);
  const interpolation = textIn(call, 'interpolation', 'nearest');
  if (interpolation !== 'nearest' && interpolation !== 'bilinear')
    throw refuse(call, `interpolates "${interpolation}", which TensorFlow.js does not compute`);
  return call.add('UpSampling2D', [call.inputs[0]!], { size: pairIn(call, 'size', [2, 2]), interpolation });
};

const concatenate: LayerRule = (call) => {
  const axis = numberIn(call, 'axis', -1);
  return call.add('ConcatV2', [...call.inputs, call.integers([axis], [])]);
};

export const shapeRules: Readonly<Record<string, LayerRule>> = {
  Flatten: flatten,
  Reshape: reshape,
  Permute: permute,
  ZeroPadding2D: zeroPadding,
  Cropping2D: cropping,
  UpSampling2D: upSampling,
  Concatenate: concatenate,
};
