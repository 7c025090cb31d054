/** Operations that are refused by name. */
import type { Node } from '../ir/graph.ts';

const integers =
  'computes with integers, through which no gradient flows. Quantise the network in QDQ format ' +
  '(quantize_static(..., quant_format=QuantFormat.QDQ)), or explain the network that was quantised.';
const sequences =
  'works with lists of tensors. Export the network with torch.onnx.export(..., dynamo=True), which writes none.';
const training =
  'is in training mode. Call net.eval() before the export, and leave its `training` argument out.';
const always = (why: string) => (): string => why;

const integerOperations = [
  'ConvInteger',
  'DynamicQuantizeLinear',
  'DynamicQuantizeMatMul',
  'MatMulInteger',
  'MatMulIntegerToFloat',
  'QAttention',
  'QGemm',
  'QLinearAdd',
  'QLinearAveragePool',
  'QLinearConcat',
  'QLinearConv',
  'QLinearGlobalAveragePool',
  'QLinearLeakyRelu',
  'QLinearMatMul',
  'QLinearMul',
  'QLinearSigmoid',
  'QLinearSoftmax',
];
const sequenceOperations = [
  'ConcatFromSequence',
  'SequenceAt',
  'SequenceConstruct',
  'SequenceEmpty',
  'SequenceInsert',
  'SequenceMap',
  'SplitToSequence',
];

const trains = (node: Node): boolean => node.int('training_mode', 0) !== 0 || node.outputs.length > 1;

const columnByColumn =
  'counts the places of its maxima column by column (storage_order = 1), and they are read. Export it with storage_order = 0.';
const readsColumns = (node: Node): boolean =>
  node.int('storage_order', 0) !== 0 && (node.outputs[1]?.users.size ?? 0) > 0;

/** How PyTorch writes weights that are standardised (NFNet, BiT): what is computed from constants is a constant. */
const isOfWeights = (node: Node): boolean => node.inputs[0]?.constant !== null;

/** Why, in words that go on from "Operation X (node "y") …"; undefined where the operation is fine. */
type Refusal = (node: Node) => string | undefined;

/** Whatever the opset. */
export const refusals: Readonly<Record<string, Refusal>> = {
  ...Object.fromEntries(integerOperations.map((opType) => [opType, always(integers)])),
  ...Object.fromEntries(sequenceOperations.map((opType) => [opType, always(sequences)])),
  BatchNormalization: (node) => (trains(node) && !isOfWeights(node) ? training : undefined),
  MaxPool: (node) => (readsColumns(node) ? columnByColumn : undefined),
  Dropout: (node) => (node.input(2)?.constant?.bytes[0] === 1 ? training : undefined),
};

/** Operations that came or changed after opset 20 and are not written in older ones: refused from that opset on. */
export const newForms: Readonly<Record<string, number>> = {
  BitCast: 26,
  CausalConvWithState: 27,
  CumProd: 26,
  LinearAttention: 27,
  RotaryEmbedding: 23,
  SpaceToDepth: 28,
  SwiGLU: 28,
  TensorScatter: 24,
};
