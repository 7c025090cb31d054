/**
 * The ONNX model zoo's `light` files keep a network's graph and leave its weights out: `ConstantOfShape` gives each of them
 * one value. Here they get random values of a sensible size, the same each time, so that a network's answers depend on all of it.
 */
import { create, fromBinary, toBinary } from '@bufbuild/protobuf';
import {
  ModelProtoSchema,
  TensorProtoSchema,
  TensorProto_DataType as DataType,
  type GraphProto,
  type NodeProto,
  type TensorProto,
} from 'onnx-buf';
import { noise } from '../../src/engine/onnx/passes/noise.ts';
import { elementCount } from '../../src/tensor/tensor.ts';

const int64: number = DataType.INT64;

export function withRandomWeights(bytes: Uint8Array): Uint8Array {
  const model = fromBinary(ModelProtoSchema, bytes);
  const graph = model.graph!;
  const integers = graph.initializer.filter(({ dataType }) => dataType === int64);
  const shapes = new Map(integers.map((tensor) => [tensor.name, integersOf(tensor)]));
  const isWeight = ({ opType, input }: NodeProto): boolean =>
    opType === 'ConstantOfShape' && shapes.has(input[0]!);
  const weights = graph.node.filter(isWeight).map((node, index) => {
    const name = node.output[0]!;
    return weightOf(name, shapes.get(node.input[0]!)!, roleOf(name, graph), index + 1);
  });
  graph.node = graph.node.filter((node) => !isWeight(node));
  graph.initializer.push(...weights);
  return toBinary(ModelProtoSchema, model);
}

const integersOf = ({ int64Data, rawData }: TensorProto): number[] =>
  int64Data.length > 0
    ? int64Data.map(Number)
    : Array.from(new BigInt64Array(Uint8Array.from(rawData).buffer), Number);

/** 'factor': around 1 and positive. 'summand': small. 'matrix': keeps the size of what it is multiplied with (He et al. 2015). */
type Role = 'factor' | 'summand' | 'matrix';

function roleOf(name: string, graph: GraphProto): Role {
  const user = graph.node.find(({ input }) => input.includes(name))!;
  const position = user.input.indexOf(name);
  if (user.opType === 'Unsqueeze') return roleOf(user.output[0]!, graph);
  if (user.opType === 'Mul') return 'factor';
  if (user.opType === 'BatchNormalization') return position === 1 || position === 4 ? 'factor' : 'summand';
  return ['Conv', 'Gemm'].includes(user.opType) && position === 1 ? 'matrix' : 'summand';
}

function weightOf(name: string, shape: readonly number[], role: Role, seed: number): TensorProto {
  const inputs = elementCount(shape.slice(1));
  const values = noise(shape, seed).data.map((value) => {
    if (role === 'factor') return 1 + 0.5 * value;
    return role === 'summand' ? 0.1 * value : value * Math.sqrt(6 / inputs);
  });
  return create(TensorProtoSchema, {
    name,
    dataType: DataType.FLOAT,
    dims: shape.map(BigInt),
    rawData: new Uint8Array(values.buffer),
  });
}
