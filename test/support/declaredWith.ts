import { fromBinary, toBinary } from '@bufbuild/protobuf';
import { ModelProtoSchema } from 'onnx-buf';
import type { ModelBuilder } from './onnxModel.ts';

/** Numbers, names, or null where nothing is said. */
export type OpenDims = readonly (number | string | null)[];

/** The model with its input declared so. */
export function declaredWith(dims: OpenDims, builder: ModelBuilder): Uint8Array {
  const model = fromBinary(ModelProtoSchema, builder.encode());
  const type = model.graph!.input[0]!.type!.value;
  if (type.case !== 'tensorType') throw new Error('Expected a tensor.');
  dims.forEach((dim, axis) => {
    const place = type.value.shape!.dim[axis]!;
    if (dim === null) place.value = { case: undefined };
    else if (typeof dim === 'string') place.value = { case: 'dimParam', value: dim };
    else place.value = { case: 'dimValue', value: BigInt(dim) };
  });
  return toBinary(ModelProtoSchema, model);
}
