/** Every network with a golden, each export: opened, and run at two images. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { prepareModel } from '../../../../../src/engine/onnx/passes/prepare.ts';
import type { PreparedModel } from '../../../../../src/engine/onnx/passes/preparedModel.ts';
import type { Tensor } from '../../../../../src/tensor/tensor.ts';
import { asMap } from '../../../../support/asMap.ts';
import { readGolden } from '../../../../support/golden.ts';
import { expectNear } from './support/expectNear.ts';
import { run } from './support/run.ts';

const threads = 2;
const n = { perImage: 1 };
const goldens = 'test/fixtures/goldens';
const real = 'test/fixtures/real';
const keras = 'test/fixtures/tf';

interface GoldenFile {
  readonly name: string;
  readonly folder: string;
  readonly path: string;
  readonly nodes: number;
  readonly removed?: 'softmax';
  /** The default layer, where it is not the first of the golden's. */
  readonly fallback?: string;
}

const bothExports = (name: string, script: number, dynamo: number): GoldenFile[] => [
  { name, folder: goldens, path: join(goldens, `${name}.onnx`), nodes: script },
  { name, folder: goldens, path: join(goldens, `${name}.dynamo.onnx`), nodes: dynamo },
];
const inKeras = (name: string, nodes: number): GoldenFile => ({
  name,
  folder: keras,
  path: join(keras, `${name}.onnx`),
  nodes,
});

/** The ReLU between `features` and the pooling is called as a function: it belongs to no module. */
const reluOfDensenet = ['/Relu_output_0', 'relu_14'];

const files: readonly GoldenFile[] = [
  ...bothExports('mini_resnet', 52, 52),
  ...bothExports('mini_vgg', 27, 27),
  ...bothExports('mini_densenet', 48, 48).map((file, index) => ({
    ...file,
    fallback: reluOfDensenet[index]!,
  })),
  ...bothExports('mini_mobilenet', 49, 49),
  ...bothExports('mini_efficientnet', 49, 49),
  ...bothExports('mini_googlenet', 44, 44),
  ...bothExports('mini_convnext', 142, 62),
  ...bothExports('mini_vit', 160, 95),
  { name: 'efficientnet_lite0', folder: real, path: 'models/efficientnet_lite0.onnx', nodes: 94 },
  { name: 'efficientnet_lite0', folder: real, path: join(real, 'efficientnet_lite0.dynamo.onnx'), nodes: 94 },
  { ...inKeras('keras_resnet', 36), removed: 'softmax' },
  { ...inKeras('keras_mobilenet', 46), removed: 'softmax' },
  inKeras('keras_vgg', 27),
];

describe.each(files)('$path', ({ name, folder, path, nodes, removed = null, fallback }) => {
  let model: PreparedModel;
  beforeAll(async () => void (model = await prepareModel(path, { threads })));

  test(`${nodes} nodes, one output, any batch`, () => {
    expect(model.graph.nodes).toHaveLength(nodes);
    expect(model.graph.outputs).toEqual([model.logits]);
    expect(model.facts).toMatchObject({ batched: true, removedActivation: removed, notes: [] });
    expect(model.facts.input).toEqual(readGolden(folder, name).tensor('input').shape.slice(1));
    expect(model.logits.shape).toEqual([n, model.facts.classCount]);
    const values = model.graph.nodes.flatMap((node) => node.outputs);
    expect(values.filter(({ type, shape }) => type === null || shape === null)).toEqual([]);
    const opTypes = new Set(model.graph.nodes.map(({ opType }) => opType));
    expect(['Constant', 'Identity', 'If'].filter((opType) => opTypes.has(opType))).toEqual([]);
  });

  test("logits and activations of a batch of two equal the reference's", async () => {
    const golden = readGolden(folder, name);
    const layers = golden.layers.map((layer) => [layer, model.layers.resolve(layer)] as const);
    const graph = model.graph;
    const before = graph.outputs;
    graph.outputs = [...new Set([model.logits, ...layers.map(([, { tensor }]) => graph.find(tensor)!)])];
    const results = await run(graph, { type: 'float32', ...golden.tensor('input') });
    graph.outputs = before;
    expectNear(results[model.logits.name] as Tensor, golden.tensor('logits'));
    for (const [layer, { tensor, view, spatial }] of layers) {
      const expected = golden.tensor(`activations/${layer}`);
      expect(spatial, layer).toEqual(expected.shape.slice(1));
      expectNear(asMap(results[tensor] as Tensor, view!), expected);
    }
  });

  test("the default layer is the reference's last spatial layer", () => {
    const layer = model.layers.resolve(undefined);
    const expected = model.layers.resolve(fallback ?? readGolden(folder, name).layers[0]);
    expect(layer).toEqual({ ...expected, isDefault: true });
    expect(model.layers.all.filter(({ isDefault }) => isDefault)).toEqual([layer]);
  });
});

test.each(['keras_resnet', 'keras_mobilenet', 'keras_vgg'])(
  '%s: the names of Keras lead to the tensors that its converter made',
  async (name) => {
    const { layers } = await prepareModel(join(keras, `${name}.onnx`), { threads });
    const { layer_names } = JSON.parse(await readFile(join(keras, `${name}.json`), 'utf8')) as {
      layer_names: Record<string, { onnx: string }>;
    };
    for (const [layer, { onnx }] of Object.entries(layer_names)) {
      expect(layers.resolve(layer)).toMatchObject({
        name: layer,
        tensor: onnx,
        view: { kind: 'channelsFirst' },
      });
    }
  },
);
