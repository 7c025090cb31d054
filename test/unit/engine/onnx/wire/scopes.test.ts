import { describe, expect, test } from 'vitest';
import { moduleScopes } from '../../../../../src/engine/onnx/wire/scopes.ts';

const named = (...names: readonly string[]) =>
  moduleScopes(names.map((name) => ({ name, output: `${name}_output_0`, nameScopes: undefined })));

test.each([
  ['/layer4/layer4.0/conv1/Conv', ['layer4', 'layer4.0', 'layer4.0.conv1']],
  [
    '/layer4/layer4.0/downsample/downsample.0/Conv',
    ['layer4', 'layer4.0', 'layer4.0.downsample', 'layer4.0.downsample.0'],
  ],
  [
    '/features/features.3/block/block.0/block.0.1/Relu',
    ['features', 'features.3', 'features.3.block', 'features.3.block.0', 'features.3.block.0.1'],
  ],
  ['/blocks.0/attn/MatMul', ['blocks.0', 'blocks.0.attn']],
  ['/Flatten', []],
  ['node_Conv_333', []],
  ['', []],
])('TorchScript name %s', (name, scopes) => {
  expect(named(name)).toEqual([scopes]);
});

test('a later call of a module is the same module, a module with a number of its own is not', () => {
  expect(named('/a/relu/Relu', '/a/relu_1/Relu', '/a/conv_1/Conv', '/a_1/relu_1/Relu')).toEqual([
    ['a', 'a.relu'],
    ['a', 'a.relu'],
    ['a', 'a.conv_1'],
    ['a', 'a.relu'],
  ]);
});

test('the dynamo list loses root and operation, whatever the quotes', () => {
  const nameScopes = `['', 'layer1', "layer1.0", 'layer1.0.bn1', '_native_batch_norm_1']`;
  expect(moduleScopes([{ name: '/ignored/Conv', output: 'conv2d', nameScopes }])).toEqual([
    ['layer1', 'layer1.0', 'layer1.0.bn1'],
  ]);
});

describe('tf2onnx', () => {
  const converted = (...nodes: readonly (readonly [name: string, output: string])[]) =>
    moduleScopes(nodes.map(([name, output]) => ({ name, output, nameScopes: undefined })));
  const layer = (path: string) => [path, `${path}:0`] as const;

  test('a layer is a scope, and the path that all have in common is the network', () => {
    expect(
      converted(
        layer('StatefulPartitionedCall/net/conv1/Conv2D'),
        layer('StatefulPartitionedCall/net/inner/relu/Relu'),
        layer('StatefulPartitionedCall/net/add'),
      ),
    ).toEqual([['conv1'], ['inner', 'inner.relu'], []]);
  });

  test('a convolution that swallowed the batch norm behind it is that batch norm', () => {
    const project = ['net/project/Conv2D', 'net/project_bn/FusedBatchNormV3:0'] as const;
    expect(converted(project, layer('net/out/Relu'))).toEqual([['project_bn'], ['out']]);
  });

  test('the node tells where its tensor is an output with a name of its own', () => {
    const last = ['net/predictions/Softmax', 'predictions'] as const;
    expect(converted(layer('net/conv/Conv2D'), last)).toEqual([['conv'], ['predictions']]);
  });

  test('what the converter put in belongs to no layer', () => {
    expect(converted(layer('net/conv/Conv2D'), layer('net/conv/BiasAdd__6'))).toEqual([['conv'], []]);
  });

  test('a network of one layer keeps its name', () => {
    expect(converted(layer('net/conv/Conv2D'))).toEqual([['conv']]);
  });

  test('layers without a network before them keep their names', () => {
    expect(converted(layer('conv/Conv2D'), layer('block/relu/Relu'))).toEqual([
      ['conv'],
      ['block', 'block.relu'],
    ]);
  });
});
