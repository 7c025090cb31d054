import { AttributeProto_AttributeType as Type, type AttributeProto } from 'onnx-buf';
import type { Attribute } from '../ir/graph.ts';
import { safeNumber } from '../ir/integers.ts';
import { readTensor, type TensorSource } from './readTensor.ts';

const text = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);

type Reader = (proto: AttributeProto, source: TensorSource) => Attribute;

const readers: ReadonlyMap<Type, Reader> = new Map<Type, Reader>([
  [Type.INT, ({ i }) => ({ kind: 'int', value: safeNumber(i) })],
  [Type.FLOAT, ({ f }) => ({ kind: 'float', value: f })],
  [Type.STRING, ({ s }) => ({ kind: 'string', value: text(s) })],
  [Type.INTS, ({ ints }) => ({ kind: 'ints', value: ints.map(safeNumber) })],
  [Type.FLOATS, ({ floats }) => ({ kind: 'floats', value: floats })],
  [Type.STRINGS, ({ strings }) => ({ kind: 'strings', value: strings.map(text) })],
  [
    Type.TENSOR,
    ({ t }, source) =>
      t === undefined
        ? { kind: 'other', value: 'empty tensor' }
        : { kind: 'tensor', value: readTensor(t, source) },
  ],
]);

/** What has no reader is kept by its kind's name, so that an error can tell it. */
export const readAttribute = (proto: AttributeProto, source: TensorSource): Attribute =>
  readers.get(proto.type)?.(proto, source) ?? {
    kind: 'other',
    value: (Type[proto.type] ?? `attribute type ${String(proto.type)}`).toLowerCase().replace('_', ' '),
  };
