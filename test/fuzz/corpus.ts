/** Real files to start from. */
import { readFileSync } from 'node:fs';
import { create, fromBinary, toBinary } from '@bufbuild/protobuf';
import {
  AttributeProto_AttributeType as Type,
  FunctionProtoSchema,
  ModelProtoSchema,
  OperatorSetIdProtoSchema,
  type OperatorSetIdProto,
} from 'onnx-buf';
import type { Value } from '../../src/engine/onnx/ir/graph.ts';
import { tinyClassifier } from '../support/onnxModel.ts';
import { smallTransformer } from '../unit/engine/onnx/passes/support/smallTransformer.ts';

export interface Seed {
  readonly name: string;
  readonly bytes: Uint8Array;
  /** 'read': large networks, whose preparation takes long; 'prepare': all that opening a model does. */
  readonly mode: 'read' | 'prepare';
}

const file = (path: string): Seed => ({
  name: path,
  bytes: readFileSync(`test/fixtures/${path}`),
  mode: 'read',
});

/** The small classifier with one of its operations in a function of its own. */
function withFunction(): Uint8Array {
  const model = fromBinary(ModelProtoSchema, tinyClassifier({ perImage: 1 }).encode());
  const node = model.graph!.node.find(({ opType }) => opType === 'Relu')!;
  node.domain = 'local';
  node.opType = 'Rectify';
  const opset = (domain: string, version: bigint): OperatorSetIdProto =>
    create(OperatorSetIdProtoSchema, { domain, version });
  model.opsetImport.push(opset('local', 1n));
  model.functions.push(
    create(FunctionProtoSchema, {
      name: 'Rectify',
      domain: 'local',
      input: ['a'],
      output: ['b'],
      opsetImport: [opset('', 20n)],
      node: [
        {
          opType: 'LeakyRelu',
          input: ['a'],
          output: ['b'],
          attribute: [{ name: 'alpha', type: Type.FLOAT, f: 0.1 }],
        },
      ],
    }),
  );
  return toBinary(ModelProtoSchema, model);
}

/** Operations that make something of the size that they are told, each one's size computed. */
function withSizes(): Uint8Array {
  const builder = tinyClassifier({ perImage: 1 }, (to, scores) => {
    const sizes = (...values: readonly number[]): Value =>
      to.node('Abs', `sizes ${values.join(' ')}`, [to.ints('sizes', values)]);
    const scalar = (value: number): Value => to.node('Squeeze', `scalar ${value}`, [sizes(value)]);
    const filled = to.node('ConstantOfShape', 'filled', [sizes(1, 1, 4, 4)]);
    const wide = to.node('Tile', 'wide', [filled, sizes(1, 1, 2, 2)]);
    const padded = to.node('Pad', 'padded', [wide, sizes(0, 0, 1, 1, 0, 0, 1, 1)]);
    const larger = to.node('Resize', 'larger', [padded, null, null, sizes(1, 1, 12, 12)]);
    const spread = to.node('Expand', 'spread', [larger, sizes(1, 2, 12, 12)]);
    const range = to.node('Range', 'range', [scalar(0), scalar(5), scalar(1)]);
    const mean = to.node('ReduceMean', 'mean', [spread], { keepdims: 0 });
    const row = to.node('Cast', 'row', [range], { to: 1 });
    return to.node('Add', 'sum', [to.node('Add', 'moved', [scores, mean]), row]);
  });
  return builder.encode();
}

export const corpus: readonly Seed[] = [
  { name: 'tiny', bytes: tinyClassifier({ perImage: 1 }).encode(), mode: 'prepare' },
  { name: 'tiny, batch of one', bytes: tinyClassifier(1).encode(), mode: 'prepare' },
  {
    name: 'tiny, softmax',
    bytes: tinyClassifier(1, (to, x) => to.node('Softmax', 'softmax', [x], { axis: 1 })).encode(13),
    mode: 'prepare',
  },
  { name: 'transformer', bytes: smallTransformer({ end: 'class' }).encode(), mode: 'prepare' },
  { name: 'sizes', bytes: withSizes(), mode: 'prepare' },
  { name: 'function', bytes: withFunction(), mode: 'prepare' },
  file('light/light_bvlc_alexnet.onnx'),
  file('light/light_squeezenet.onnx'),
  file('goldens/mini_vit.dynamo.onnx'),
  file('goldens/mini_efficientnet.onnx'),
  file('tf/keras_mobilenet.onnx'),
];
