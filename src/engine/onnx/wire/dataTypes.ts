import { TensorProto_DataType as DataType } from 'onnx-buf';
import type { ElementType } from '../ir/graph.ts';

/** Element types of the graph by ONNX's numbers; the 8- and 4-bit floats and complex numbers have no place here. */
const typeByNumber: ReadonlyMap<number, ElementType> = new Map([
  [DataType.FLOAT, 'float32'],
  [DataType.DOUBLE, 'float64'],
  [DataType.FLOAT16, 'float16'],
  [DataType.BFLOAT16, 'bfloat16'],
  [DataType.INT64, 'int64'],
  [DataType.INT32, 'int32'],
  [DataType.INT16, 'int16'],
  [DataType.INT8, 'int8'],
  [DataType.UINT64, 'uint64'],
  [DataType.UINT32, 'uint32'],
  [DataType.UINT16, 'uint16'],
  [DataType.UINT8, 'uint8'],
  [DataType.BOOL, 'bool'],
  [DataType.STRING, 'string'],
]);
const numberByType = new Map([...typeByNumber].map(([number, type]) => [type, number]));

export const elementTypeOf = (dataType: number): ElementType | null => typeByNumber.get(dataType) ?? null;

export const dataTypeOf = (type: ElementType): number => numberByType.get(type)!;

/** "FLOAT8E4M3FN", for messages. */
export const dataTypeName = (dataType: number): string => DataType[dataType] ?? `number ${dataType}`;
