/** One network as ONNX, as layers model and as graph model: every method gives the same map, whichever engine runs it. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Engine } from '../../src/engine/engine.ts';
import { openEngine } from '../../src/engine/openEngine.ts';
import { methods } from '../../src/methods/registry.ts';
import { explainMany } from '../../src/model/explain.ts';
import type { Explanation } from '../../src/model/types.ts';
import { slice, type Tensor } from '../../src/tensor/tensor.ts';
import { gate, maxDifference, readGolden } from '../support/golden.ts';
import { nudged } from '../support/nudge.ts';
import { tfjsBackend } from '../support/tfjsBackend.ts';

const folder = 'test/fixtures/tf';
const options = { threads: 2, batch: 8, chunk: 32, backend: tfjsBackend };
const names = methods.map(({ name }) => name);

const subjects = [
  // Integrated gradients' path leads through kinks of this network that the two engines take from different sides.
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

/** Inputs that float32 hardly tells apart, until one lies off the kinks: as the goldens' tests have it (support/nudge.ts). */
const attempts = 6;

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

  const explained = async (engine: Engine, method: string, input: Tensor): Promise<Explanation> => {
    const layers = [golden.layers[0]!];
    return (await explainMany(engine, input, { methods: [method], layers }, 8))[0]!;
  };

  test.each(compared)(
    '%s',
    async (method) => {
      let smallest = Infinity;
      for (let attempt = 0; attempt < attempts && smallest > gate; attempt++) {
        const input = nudged(image, attempt);
        const expected = await explained(onnx, method, input);
        const received = await explained(tfjs, method, input);
        expect(received.classes).toEqual(expected.classes);
        expect(received.flat).toEqual(expected.flat);
        smallest = Math.min(smallest, maxDifference(received.maps.data, expected.maps.data));
      }
      expect(smallest).toBeLessThanOrEqual(gate);
    },
    180_000,
  );
});
