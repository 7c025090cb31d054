/** One network as ONNX, as layers model and as graph model: every method gives the same map, whichever engine runs it. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Engine } from '../../src/engine/engine.ts';
import { openEngine } from '../../src/engine/openEngine.ts';
import { methods } from '../../src/methods/registry.ts';
import { explainMany } from '../../src/model/explain.ts';
import type { Explanation } from '../../src/model/types.ts';
import { slice } from '../../src/tensor/tensor.ts';
import { gate, maxDifference, readGolden } from '../support/golden.ts';
import { tfjsBackend } from '../support/tfjsBackend.ts';

const folder = 'test/fixtures/tf';
const options = { threads: 2, batch: 8, chunk: 32, backend: tfjsBackend };
const names = methods.map(({ name }) => name);

const subjects = [
  // The path of integrated gradients leads through a kink of this network, which each engine takes from its own side.
  {
    network: 'keras_resnet',
    format: 'layers',
    methods: names.filter((name) => name !== 'integratedgradients'),
  },
  {
    network: 'keras_mobilenet',
    format: 'graph',
    methods: ['integratedgradients', 'shapleycam', 'ablationcam'],
  },
];

describe.each(subjects)('$network, $format model', ({ network, format, methods: compared }) => {
  const golden = readGolden(folder, network);
  const image = slice(golden.tensor('input'), 0, 1);
  let onnx: Engine;
  let tfjs: Engine;
  beforeAll(async () => {
    onnx = await openEngine(`${folder}/${network}.onnx`, options);
    tfjs = await openEngine(`${folder}/${network}/${format}/model.json`, options);
  });
  afterAll(() => Promise.all([onnx.close(), tfjs.close()]));

  const explained = async (engine: Engine, method: string): Promise<Explanation> => {
    const layers = [golden.layers[0]!];
    return (await explainMany(engine, image, { methods: [method], layers }, 8))[0]!;
  };

  test.each(compared)(
    '%s',
    async (method) => {
      const [expected, received] = [await explained(onnx, method), await explained(tfjs, method)];
      expect(received.classes).toEqual(expected.classes);
      expect(received.flat).toEqual(expected.flat);
      expect(maxDifference(received.maps.data, expected.maps.data)).toBeLessThan(gate);
    },
    180_000,
  );
});
