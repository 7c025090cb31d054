/**
 * A model file with its weights drawn anew, layer by layer from the scores down: what the sanity check of saliency maps runs.
 * Everything else stays as it is in the file, so layers keep their names.
 *
 * @source Adebayo et al., Sanity Checks for Saliency Maps, NeurIPS 2018, section 3 (cascading randomisation)
 */
import { create, toBinary } from '@bufbuild/protobuf';
import {
  GraphProtoSchema,
  ModelProtoSchema,
  TensorProtoSchema,
  TensorProto_DataType as DataType,
  type NodeProto,
  type TensorProto,
} from 'onnx-buf';
import { normals } from '../../../tensor/random.ts';
import { CamlineError } from '../../../errors.ts';
import { edited } from './edited.ts';
import { readMessage } from './readModel.ts';
import { externalLocation, readTensor, type TensorSource } from './readTensor.ts';

/** Operations whose constants are learned weights and biases. */
const learned: ReadonlySet<string> = new Set(['Conv', 'ConvTranspose', 'Gemm', 'MatMul']);

export interface WeightCascade {
  /** Names of the operations with weights, from the scores down. */
  readonly layers: readonly string[];
  /** The file with the weights of the first `count` of `layers` drawn anew. The same seed draws a weight alike for every count. */
  bytes(count: number, seed: number): Uint8Array<ArrayBuffer>;
}

/** Throws as `readModel` does, and MODEL_UNSUPPORTED for a file without float32 weights. */
export async function weightCascade(path: string): Promise<WeightCascade> {
  const { model, proto, source } = await readMessage(path);
  const tensors = new Map(proto.initializer.map((tensor) => [tensor.name, tensor]));
  const layers = weightLayers(proto.node, tensors);
  if (layers.length === 0) {
    throw new CamlineError(
      'MODEL_UNSUPPORTED',
      `Expected float32 weights of ${[...learned].join(', ')} in ${path}, found none: a quantised or half-precision file ` +
        'cannot be randomised. Check the float32 export that it was made from.',
    );
  }
  return {
    layers: layers.map(({ name }) => name),
    bytes(count, seed) {
      const chosen = new Set(layers.slice(0, count).flatMap(({ weights }) => weights));
      const initializer = proto.initializer.map((tensor, index) =>
        chosen.has(tensor.name) ? drawn(tensor, source, seed + index) : inside(tensor, source),
      );
      const graph = edited(GraphProtoSchema, model.graph!, { initializer });
      return toBinary(ModelProtoSchema, edited(ModelProtoSchema, model, { graph }));
    },
  };
}

interface WeightLayer {
  readonly name: string;
  /** Names of the tensors that no layer nearer to the scores has. */
  readonly weights: readonly string[];
}

/** Nodes of a file stand in topological order; what several share belongs to the one nearest to the scores. */
function weightLayers(nodes: readonly NodeProto[], tensors: ReadonlyMap<string, TensorProto>): WeightLayer[] {
  const seen = new Set<string>();
  return nodes.toReversed().flatMap(({ name, opType, input, output }) => {
    if (!learned.has(opType)) return [];
    const weights = input.filter((one) => tensors.get(one)?.dataType === DataType.FLOAT && !seen.has(one));
    for (const weight of weights) seen.add(weight);
    return weights.length === 0 ? [] : [{ name: name || (output[0] ?? opType), weights }];
  });
}

/** Normal numbers of the tensor's own mean and standard deviation, so that signals neither die out nor explode. */
function drawn(tensor: TensorProto, source: TensorSource, seed: number): TensorProto {
  const { bytes } = readTensor(tensor, source);
  const values = new Float32Array(new Uint8Array(bytes).buffer);
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
  const deviation = Math.sqrt(variance);
  const fresh = Float32Array.from(normals(seed, values.length), (normal) => mean + deviation * normal);
  return withBytes(tensor, new Uint8Array(fresh.buffer));
}

/** The file stands alone: what was kept beside it comes in. */
const inside = (tensor: TensorProto, source: TensorSource): TensorProto =>
  externalLocation(tensor) === null
    ? tensor
    : withBytes(tensor, new Uint8Array(readTensor(tensor, source).bytes));

const withBytes = ({ name, dims, dataType }: TensorProto, rawData: Uint8Array<ArrayBuffer>): TensorProto =>
  create(TensorProtoSchema, { name, dims, dataType, rawData });
