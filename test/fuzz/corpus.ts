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

export const corpus: readonly Seed[] = [
  { name: 'tiny', bytes: tinyClassifier({ perImage: 1 }).encode(), mode: 'prepare' },
  { name: 'tiny, batch of one', bytes: tinyClassifier(1).encode(), mode: 'prepare' },
  {
    name: 'tiny, softmax',
    bytes: tinyClassifier(1, (to, x) => to.node('Softmax', 'softmax', [x], { axis: 1 })).encode(13),
    mode: 'prepare',
  },
  { name: 'transformer', bytes: smallTransformer({ end: 'class' }).encode(), mode: 'prepare' },
  { name: 'function', bytes: withFunction(), mode: 'prepare' },
  file('light/light_bvlc_alexnet.onnx'),
  file('light/light_squeezenet.onnx'),
  file('goldens/mini_vit.dynamo.onnx'),
  file('goldens/mini_efficientnet.onnx'),
  file('tf/keras_mobilenet.onnx'),
];
