import { TensorProto_DataLocation as DataLocation, type TensorProto } from 'onnx-buf';
import { elementCount } from '../../../tensor/tensor.ts';
import { CamlineError } from '../../../errors.ts';
import { elementBytes } from '../ir/elementTypes.ts';
import type { Constant, ElementType } from '../ir/graph.ts';
import { dataTypeName, elementTypeOf } from './dataTypes.ts';
import { invalidModel } from './invalid.ts';

export const externalLocation = (proto: TensorProto): string | null =>
  proto.dataLocation === DataLocation.EXTERNAL ? entry(proto, 'location') : null;

const entry = (proto: TensorProto, key: string): string =>
  proto.externalData.find((pair) => pair.key === key)?.value ?? '';

export interface TensorSource {
  readonly modelPath: string;
  /** Content of external files by location. */
  readonly files: ReadonlyMap<string, Uint8Array>;
}

/** Bytes are views into the files' own buffers wherever the format stores them raw. */
export function readTensor(proto: TensorProto, source: TensorSource): Constant {
  const type = fixedSizeType(proto, source);
  const shape = proto.dims.map((dim) => dimension(dim, proto, source));
  const bytes = tensorBytes(proto, type, source);
  const expected = elementCount(shape) * elementBytes[type];
  if (bytes.length !== expected) {
    const text = `tensor "${proto.name}" of shape [${shape.join(', ')}] needs ${expected} bytes and has ${bytes.length}.`;
    throw invalidModel(source.modelPath, text);
  }
  return { type, shape, bytes };
}

function fixedSizeType(proto: TensorProto, { modelPath }: TensorSource): Exclude<ElementType, 'string'> {
  const type = elementTypeOf(proto.dataType);
  if (type !== null && type !== 'string') return type;
  throw new CamlineError(
    'MODEL_UNSUPPORTED',
    `${modelPath} holds the tensor "${proto.name}" of type ${dataTypeName(proto.dataType)}; numbers of 8 to 64 bits are supported.`,
  );
}

function dimension(dim: bigint, proto: TensorProto, { modelPath }: TensorSource): number {
  if (dim >= 0n && dim <= BigInt(Number.MAX_SAFE_INTEGER)) return Number(dim);
  throw invalidModel(modelPath, `tensor "${proto.name}" has a dimension of ${dim}.`);
}

function tensorBytes(
  proto: TensorProto,
  type: Exclude<ElementType, 'string'>,
  source: TensorSource,
): Uint8Array {
  if (externalLocation(proto) !== null) return externalBytes(proto, source);
  if (proto.rawData.length > 0) return proto.rawData;
  const array = typedFields[type](proto);
  return new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
}

function externalBytes(proto: TensorProto, { modelPath, files }: TensorSource): Uint8Array {
  const location = entry(proto, 'location');
  const file = files.get(location) ?? new Uint8Array();
  const given = { offset: entry(proto, 'offset') || '0', length: entry(proto, 'length') };
  const offset = Number(given.offset);
  const length = Number(given.length || String(file.length - offset));
  if (isByteCount(offset) && isByteCount(length) && offset + length <= file.length) {
    return file.subarray(offset, offset + length);
  }
  const place =
    isByteCount(offset) && isByteCount(length)
      ? `bytes ${offset} to ${offset + length}`
      : `offset "${given.offset}", length "${given.length || 'to the end'}"`;
  throw new CamlineError(
    'MODEL_EXTERNAL_DATA',
    `${modelPath} keeps tensor "${proto.name}" at ${place} of "${location}", ` +
      `which has ${file.length} bytes. Model and data do not belong together, or a copy was cut short: copy both again.`,
  );
}

const isByteCount = (count: number): boolean => Number.isSafeInteger(count) && count >= 0;

/** Where ONNX puts each type's values when they are not raw. */
const typedFields: Readonly<
  Record<Exclude<ElementType, 'string'>, (proto: TensorProto) => NodeJS.TypedArray>
> = {
  float32: ({ floatData }) => Float32Array.from(floatData),
  float64: ({ doubleData }) => Float64Array.from(doubleData),
  float16: ({ int32Data }) => Uint16Array.from(int32Data),
  bfloat16: ({ int32Data }) => Uint16Array.from(int32Data),
  int64: ({ int64Data }) => BigInt64Array.from(int64Data),
  int32: ({ int32Data }) => Int32Array.from(int32Data),
  int16: ({ int32Data }) => Int16Array.from(int32Data),
  int8: ({ int32Data }) => Int8Array.from(int32Data),
  uint64: ({ uint64Data }) => BigUint64Array.from(uint64Data),
  uint32: ({ uint64Data }) => Uint32Array.from(uint64Data, Number),
  uint16: ({ int32Data }) => Uint16Array.from(int32Data),
  uint8: ({ int32Data }) => Uint8Array.from(int32Data),
  bool: ({ int32Data }) => Uint8Array.from(int32Data),
};
