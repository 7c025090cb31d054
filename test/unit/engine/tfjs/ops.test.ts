/** Every operation of the table: its values against TensorFlow.js's own graph executor, its derivatives against differences. */
import { loadGraphModel } from '@tensorflow/tfjs-converter';
import { beforeAll, expect, test } from 'vitest';
import { networkFromGraph } from '../../../../src/engine/tfjs/network/fromGraph.ts';
import type { ModelJson } from '../../../../src/engine/tfjs/file/modelJson.ts';
import { readWeights } from '../../../../src/engine/tfjs/file/readWeights.ts';
import { opOf, ops } from '../../../../src/engine/tfjs/ops/table.ts';
import { tf } from '../../../../src/engine/tfjs/tf.ts';
import { maxDifference } from '../../../support/golden.ts';
import { useTfjsBackend } from '../../../support/tfjsBackend.ts';
import { checkDerivatives, spreadValues } from './support/derivatives.ts';
import { opCases, type Given, type OpCase } from './support/opCases.ts';

beforeAll(useTfjsBackend);

/** Written by our own passes and by layers models only (keras.test.ts), or the same entry under another name. */
const elsewhere = new Set([
  'Flatten',
  'ReshapeItems',
  'Conv2DTranspose',
  'UpSampling2D',
  'LayerNormalization',
  'Softsign',
  'SpaceToDepth',
  'Snapshot',
  'Concat',
  'FusedBatchNormV2',
  'BatchMatMulV3',
]);

test('every operation that has a gradient has a case', () => {
  const covered = new Set([...opCases.map(({ op }) => op), ...elsewhere]);
  const differentiable = Object.entries(ops).filter(
    ([, op]) => op.hasGradient && op.dependence([true, true, true]) !== 'none',
  );
  expect(differentiable.map(([name]) => name).filter((name) => !covered.has(name))).toEqual([]);
});

test.each(opCases)('$title', async (given) => {
  const json = modelOf(given);
  const bytes = bytesOf(given);
  const weights = readWeights(json.weightsManifest, new Map([['weights', bytes]]), 'test');
  const network = networkFromGraph(json, weights, 'test');
  const count = given.shape.reduce((product, dim) => product * dim, 1);
  const x = tf.tensor(spreadValues(count, given.gap, given.least), [...given.shape]);
  const changing = given.inputs.map((input) => input === 'x');
  const isCurved = opOf(network.nodes.at(-1)!).dependence(changing) === 'curved';
  const { value, shape } = checkDerivatives(network, x, given.gap / 8, isCurved);
  const twin = await valueOfTwin(json, bytes, x);
  expect(shape).toEqual(twin.shape);
  expect(maxDifference(value, twin.data)).toBeLessThan(1e-5);
  x.dispose();
});

const constants = ({ inputs, reshaped }: OpCase): Given[] => [
  ...inputs.filter((input) => input !== 'x'),
  ...(reshaped === null ? [] : [{ dtype: 'int32' as const, shape: [reshaped.length], values: reshaped }]),
];

const types = { float32: 'DT_FLOAT', int32: 'DT_INT32', bool: 'DT_BOOL' } as const;

function modelOf(given: OpCase): ModelJson {
  const all = constants(given);
  const source = given.reshaped === null ? 'x' : 'reshaped';
  let index = 0;
  const inputs = given.inputs.map((input) => (input === 'x' ? source : `c${index++}`));
  const float = { T: { type: 'DT_FLOAT' } };
  const shape = { dim: given.shape.map((size) => ({ size: String(size) })) };
  return {
    format: 'graph-model',
    modelTopology: {
      versions: { producer: 1 },
      node: [
        { name: 'x', op: 'Placeholder', attr: { dtype: { type: 'DT_FLOAT' }, shape: { shape } } },
        ...all.map(({ dtype, shape: dims }, at) => ({
          name: `c${at}`,
          op: 'Const',
          attr: {
            dtype: { type: types[dtype] },
            value: {
              tensor: {
                dtype: types[dtype],
                tensorShape: { dim: dims.map((size) => ({ size: String(size) })) },
              },
            },
          },
        })),
        ...(given.reshaped === null
          ? []
          : [{ name: 'reshaped', op: 'Reshape', input: ['x', `c${all.length - 1}`], attr: float }]),
        { name: 'y', op: given.op, input: inputs, attr: { ...float, ...given.attributes } },
      ],
    },
    weightsManifest: [
      {
        paths: ['weights'],
        weights: all.map(({ dtype, shape: dims }, at) => ({ name: `c${at}`, dtype, shape: [...dims] })),
      },
    ],
  };
}

function bytesOf(given: OpCase): Uint8Array {
  const arrays = constants(given).map(({ dtype, values }) => {
    if (dtype === 'bool') return Uint8Array.from(values);
    const array = dtype === 'float32' ? Float32Array.from(values) : Int32Array.from(values);
    return new Uint8Array(array.buffer);
  });
  return Uint8Array.from(Buffer.concat(arrays));
}

async function valueOfTwin(
  { modelTopology, weightsManifest }: ModelJson,
  weights: Uint8Array,
  x: tf.Tensor,
): Promise<{ readonly data: Float32Array; readonly shape: readonly number[] }> {
  const model = await loadGraphModel(
    tf.io.fromMemory({
      modelTopology,
      weightSpecs: weightsManifest[0]!.weights as tf.io.WeightsManifestEntry[],
      weightData: Uint8Array.from(weights).buffer,
    }),
  );
  const [y] = [model.execute({ x }, 'y')].flat() as [tf.Tensor];
  const result = { data: y.dataSync().slice() as Float32Array, shape: y.shape };
  y.dispose();
  model.dispose();
  return result;
}
