import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { prepareModel } from '../../../../../src/engine/onnx/passes/prepare.ts';
import type { Layers, PreparedModel } from '../../../../../src/engine/onnx/passes/preparedModel.ts';
import { failure } from '../../../../support/failure.ts';
import { ModelBuilder, tinyClassifier } from '../../../../support/onnxModel.ts';
import { smallTransformer } from './support/smallTransformer.ts';

const goldens = 'test/fixtures/goldens';
const n = { perImage: 1 };
const open = (path: string): Promise<PreparedModel> => prepareModel(path, { threads: 2 });
const tensorOf = (layers: Layers, name: string): string => layers.resolve(name).tensor;

describe('mini_resnet', () => {
  let script: Layers;
  let dynamo: Layers;
  beforeAll(async () => {
    script = (await open(join(goldens, 'mini_resnet.onnx'))).layers;
    dynamo = (await open(join(goldens, 'mini_resnet.dynamo.onnx'))).layers;
  });

  test.each([
    ['layer4', '/layer4/layer4.0/relu_2/Relu_output_0', 'relu_18'],
    ['layer4.0', '/layer4/layer4.0/relu_2/Relu_output_0', 'relu_18'],
    ['layer4[-1]', '/layer4/layer4.0/relu_2/Relu_output_0', 'relu_18'],
    ['layer1.-1.relu', '/layer1/layer1.1/relu_2/Relu_output_0', 'relu_6'],
    ['layer2[-2].downsample', '/layer2/layer2.0/downsample/downsample.0/Conv_output_0', 'getitem_33'],
    ['layer2.-2.downsample', '/layer2/layer2.0/downsample/downsample.0/Conv_output_0', 'getitem_33'],
    ['layer1[0]', '/layer1/layer1.0/relu_2/Relu_output_0', 'relu_3'],
    ['layer1[-1].relu', '/layer1/layer1.1/relu_2/Relu_output_0', 'relu_6'],
    ['layer2.0.downsample', '/layer2/layer2.0/downsample/downsample.0/Conv_output_0', 'getitem_33'],
    ['maxpool', '/maxpool/MaxPool_output_0', 'max_pool2d'],
    ['fc', 'logits', 'linear'],
  ])('%s is the same tensor in both exports', (name, scriptTensor, dynamoTensor) => {
    expect([tensorOf(script, name), tensorOf(dynamo, name)]).toEqual([scriptTensor, dynamoTensor]);
    expect(script.resolve(name).name).toBe(dynamo.resolve(name).name);
  });

  test('the shortest module path is shown', () => {
    expect(script.resolve('layer4.0').name).toBe('layer4');
    expect(dynamo.resolve('layer1.1').name).toBe('layer1');
  });

  test('all layers stand in the order of execution, with their shapes', () => {
    const named = dynamo.all.filter(({ name }) => /^(maxpool|layer\d|avgpool|fc)$/.test(name));
    expect(named.map(({ name, shapeText, op }) => `${name} ${shapeText} ${op}`)).toEqual([
      'maxpool [n, 12, 24, 24] MaxPool',
      'layer1 [n, 48, 24, 24] Relu',
      'layer2 [n, 96, 12, 12] Relu',
      'layer3 [n, 192, 6, 6] Relu',
      'layer4 [n, 384, 3, 3] Relu',
      'avgpool [n, 384, 1, 1] ReduceMean',
      'fc [n, 10] Gemm',
    ]);
    expect(dynamo.resolve('layer4').spatial).toEqual([384, 3, 3]);
    expect(dynamo.resolve('avgpool').spatial).toBeNull();
  });

  test('node and tensor names of the file work too', () => {
    expect(tensorOf(script, '/layer4/layer4.0/conv3/Conv')).toBe('/layer4/layer4.0/conv3/Conv_output_0');
    expect(tensorOf(script, '/layer4/layer4.0/Add_output_0')).toBe('/layer4/layer4.0/Add_output_0');
    expect([tensorOf(dynamo, 'node_relu_17'), tensorOf(dynamo, 'relu_17')]).toEqual(['relu_17', 'relu_17']);
  });

  test('a convolution that swallowed its batch norm is not what its path says, and the nearest are named', async () => {
    const inScript = await failure(() => script.resolve('layer4.0.conv3'));
    expect(inScript.code).toBe('LAYER_UNKNOWN');
    expect(inScript.message).toMatch(/nearest that exist: "\/layer4\/layer4\.0\/conv3\/Conv_output_0"/);
    const inDynamo = await failure(() => dynamo.resolve('layer4[0].conv3'));
    expect(inDynamo.message).toMatch(
      /"layer4\[0\]\.conv3" has no tensor of its own.*nearest that exist: "layer4\.0\.bn3", "relu_17"/s,
    );
    expect(tensorOf(dynamo, 'layer4.0.bn3')).toBe('getitem_63');
  });

  test('an unknown name is answered with near ones, inside a known module with its own', async () => {
    const typo = await failure(() => dynamo.resolve('layer44'));
    expect(typo).toEqual({
      code: 'LAYER_UNKNOWN',
      message: expect.stringContaining('Did you mean "layer4"?') as string,
    });
    const member = await failure(() => script.resolve('layer4.0.bn3'));
    expect(member.message).toContain('/layer4/layer4.0/conv3/Conv_output_0');
    expect(member.message).not.toContain('layer1');
  });

  test.each([
    ['layer1[-99]', '"layer1" has the children 0..1, not -99'],
    ['layer1[2].relu', '"layer1" has the children 0..1, not 2'],
    ['layer4[0].downsample[5]', '"layer4.0.downsample" has the children 0..1, not 5'],
  ])('%s: the children that there are', async (name, told) => {
    expect((await failure(() => dynamo.resolve(name))).message).toBe(`Unknown layer "${name}": ${told}.`);
  });

  test('a batch norm that left no name is said to be folded', async () => {
    const { message } = await failure(() => script.resolve('layer4.0.bn3'));
    expect(message).toMatch(/exporter folded it into the convolution before it/);
    expect((await failure(() => script.resolve('layer44'))).message).not.toMatch(/folded/);
  });

  test.each(['', 'input', 'x', 'layer4[7]', 'layer4[', 'layer4.0.conv3.weight', '__proto__'])(
    '%j is no layer',
    async (name) => {
      expect((await failure(() => dynamo.resolve(name))).code).toBe('LAYER_UNKNOWN');
    },
  );
});

test('mini_vgg: features[-1] is features.19 in both exports', async () => {
  const { layers: script } = await open(join(goldens, 'mini_vgg.onnx'));
  const { layers: dynamo } = await open(join(goldens, 'mini_vgg.dynamo.onnx'));
  for (const name of ['features', 'features[-1]', 'features[19]', 'features.19']) {
    expect([tensorOf(script, name), tensorOf(dynamo, name)]).toEqual([
      '/features/features.19/MaxPool_output_0',
      'max_pool2d_3',
    ]);
  }
  expect(dynamo.all.map(({ name }) => name).filter((name) => name.startsWith('features'))).toEqual(
    script.all.map(({ name }) => name).filter((name) => name.startsWith('features')),
  );
});

test('efficientnet_lite0: blocks and head by name, their list the same in both exports', async () => {
  const { layers: script } = await open('models/efficientnet_lite0.onnx');
  const { layers: dynamo } = await open('test/fixtures/real/efficientnet_lite0.dynamo.onnx');
  const modules = (layers: Layers) =>
    layers.all
      .filter(({ name }) => /^(stem|head|pool|fc|blocks(\.\d+)?)$/.test(name))
      .map(({ name, shapeText }) => `${name} ${shapeText}`);
  expect(modules(dynamo)).toEqual(modules(script));
  expect(modules(script)).toContain('blocks.10 [n, 112, 14, 14]');
  expect(script.resolve('blocks[10]')).toEqual(script.resolve('blocks.10'));
  expect([tensorOf(script, 'head'), tensorOf(dynamo, 'head[-1]')]).toEqual([
    '/head/head.2/Clip_output_0',
    'hardtanh_32',
  ]);
});

test('a module that ends with a removed no-op, and the no-op itself, lead to what stays', async () => {
  const builder = new ModelBuilder();
  const x = builder.input('x', [n, 3, 8, 8]);
  const weight = builder.floats('stage.conv.weight', [4, 3, 3, 3]);
  const kernel = { kernel_shape: [3, 3], pads: [1, 1, 1, 1] };
  const relu = builder.node('Relu', '/stage/relu/Relu', [
    builder.node('Conv', '/stage/conv/Conv', [x, weight], kernel),
  ]);
  const dropped = builder.node('Dropout', '/stage/drop/Dropout', [relu]);
  const pooled = builder.node('GlobalAveragePool', '/pool/GlobalAveragePool', [dropped]);
  builder.gives(builder.node('Flatten', '/Flatten', [pooled]));
  const { layers } = await open(await builder.save());
  for (const name of ['stage', 'stage.drop', '/stage/drop/Dropout', '/stage/drop/Dropout:0', 'stage.relu']) {
    expect(tensorOf(layers, name)).toBe('/stage/relu/Relu:0');
  }
  expect(tensorOf(layers, 'stage.conv')).toBe('/stage/conv/Conv:0');
});

test('a map with channels last is read as one, and is the default where it comes last', async () => {
  const builder = tinyClassifier(n, (made) => {
    const map = made.graph.find('/body/relu/Relu:0')!;
    const last = made.node('Transpose', 'last', [map], { perm: [0, 2, 3, 1] });
    return made.node('ReduceMean', 'mean', [made.node('Exp', 'exp', [last]), made.ints('axes', [1, 2])], {
      keepdims: 0,
    });
  });
  const { layers } = await open(await builder.save());
  expect(layers.resolve(undefined)).toMatchObject({
    name: 'exp:0',
    view: { kind: 'channelsLast' },
    spatial: [4, 8, 8],
  });
});

test('a map that is only turned before it is pooled: the default is the map', async () => {
  const builder = tinyClassifier(n, (made) => {
    const map = made.graph.find('/body/relu/Relu:0')!;
    const last = made.node('Transpose', 'last', [map], { perm: [0, 2, 3, 1] });
    return made.node('ReduceMean', 'mean', [last, made.ints('axes', [1, 2])], { keepdims: 0 });
  });
  const { layers } = await open(await builder.save());
  expect(layers.resolve(undefined).name).toBe('body');
  expect(layers.resolve('last').view).toEqual({ kind: 'channelsLast' });
});

describe('grids', () => {
  const patches = (size: readonly [number, number]) => ({ end: 'mean', cut: 'reshape', size }) as const;

  test('what a convolution cut needs no grid, square or not', async () => {
    const path = await smallTransformer({ end: 'class', size: [8, 16] }).save();
    const { layers } = await open(path);
    expect(layers.resolve('norm1').view).toEqual({ kind: 'tokens', leading: 1, rows: 4, columns: 8 });
    const agreed = await prepareModel(path, { threads: 2, grid: [4, 8] });
    expect(agreed.layers.resolve('norm1').spatial).toEqual([6, 4, 8]);
    const { code, message } = await failure(() => prepareModel(path, { threads: 2, grid: [2, 16] }));
    expect(code).toBe('CONFIG_INVALID');
    expect(message).toContain('2x16 was given');
    expect(message).toContain("the network's graph says 4x8: leave the grid out");
  });

  test('of patches that a reshape cut, a square is found', async () => {
    const { layers } = await open(await smallTransformer(patches([8, 8])).save());
    expect(layers.resolve(undefined)).toMatchObject({ view: { leading: 1, rows: 4, columns: 4 } });
  });

  test('otherwise the grid has to be given, and has to fit', async () => {
    const path = await smallTransformer(patches([8, 12])).save();
    const { layers } = await open(path);
    expect(layers.resolve('norm1').view).toBeNull();
    const untold = await failure(() => layers.resolve(undefined));
    expect(untold.code).toBe('LAYER_UNUSABLE');
    expect(untold.message).toContain('--grid HxW');
    const told = await prepareModel(path, { threads: 2, grid: [4, 6] });
    expect(told.layers.resolve('norm1').view).toEqual({ kind: 'tokens', leading: 1, rows: 4, columns: 6 });
    const wrong = await failure(() => prepareModel(path, { threads: 2, grid: [5, 6] }));
    expect(wrong.code).toBe('CONFIG_INVALID');
    expect(wrong.message).toMatch(/5x6 has 30 positions.*It has 24, 25 an image/);
  });

  test('a network without tokens takes none', async () => {
    const path = await tinyClassifier(n).save();
    const { code, message } = await failure(() => prepareModel(path, { threads: 2, grid: [8, 8] }));
    expect(code).toBe('CONFIG_INVALID');
    expect(message).toContain('It has none');
  });
});

test('a name of what is the same for every image: said so, with the nearest that exist', async () => {
  const builder = tinyClassifier(n, (made, scores) => {
    const sizes = made.node('Shape', '/sizes', [scores]);
    const shaped = made.node('Reshape', '/shaped', [made.node('Exp', '/exp', [scores]), sizes]);
    return made.node('Mul', '/scaled', [shaped, made.scalar('/Constant_output_0', 2)]);
  });
  const { layers } = await open(await builder.save());
  for (const name of ['/sizes', '/Constant', '/Constant_output_0']) {
    const { code, message } = await failure(() => layers.resolve(name));
    expect(code).toBe('LAYER_UNKNOWN');
    expect(message).toMatch(/is the same for every image .* nearest that exist: "/);
    expect(message).toContain(name === '/sizes' ? '"/scaled:0", "fc"' : '"/scaled:0"');
  }
});

test('a network without a spatial map has no default layer', async () => {
  const builder = new ModelBuilder();
  const flat = builder.node('Flatten', 'flat', [builder.input('x', [n, 3, 2, 2])]);
  builder.gives(builder.node('Gemm', 'fc', [flat, builder.floats('weight', [12, 5])]));
  const { layers } = await open(await builder.save());
  const { code, message } = await failure(() => layers.resolve(undefined));
  expect(code).toBe('LAYER_UNUSABLE');
  expect(message).toMatch(/no spatial map.*no method that reads a layer.*saliency/);
  expect(layers.resolve('fc').spatial).toBeNull();
});
