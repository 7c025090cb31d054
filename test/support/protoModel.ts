import { create, toBinary, type MessageInitShape } from '@bufbuild/protobuf';
import { ModelProtoSchema, type GraphProtoSchema } from 'onnx-buf';

/** A model file of opset 17 with this graph, field by field: also what `ModelBuilder` would not write. */
export const protoModel = (graph: MessageInitShape<typeof GraphProtoSchema>): Uint8Array =>
  toBinary(
    ModelProtoSchema,
    create(ModelProtoSchema, { irVersion: 8n, opsetImport: [{ domain: '', version: 17n }], graph }),
  );
