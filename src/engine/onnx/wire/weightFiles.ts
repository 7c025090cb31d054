import { TensorProto_DataLocation as DataLocation, type TensorProtoSchema } from 'onnx-buf';
import type { MessageInitShape } from '@bufbuild/protobuf';
import type { Constant } from '../ir/graph.ts';

/** Where a message keeps a constant's bytes. */
export type Placing = (constant: Constant) => MessageInitShape<typeof TensorProtoSchema>;

export const inside: Placing = ({ bytes }) => ({
  // No constant lies in shared memory; the declared type of bytes merely allows it.
  rawData: bytes as Uint8Array<ArrayBuffer>,
});

/** A buffer that the message refers to as a file. */
export interface WeightFile {
  readonly path: string;
  readonly data: Uint8Array;
}

/** Below this a constant stays in the message, where ONNX Runtime finds what shapes follow from. */
const smallest = 1024;

/**
 * Leaves large constants where they lie: each buffer that holds some is one "file", the constant a place in it. Nothing is
 * copied, and the message is small whatever the network's size.
 */
export class WeightFiles {
  private readonly byBuffer = new Map<ArrayBufferLike, WeightFile>();

  readonly place: Placing = (constant) => {
    const { buffer, byteOffset, byteLength } = constant.bytes;
    if (byteLength < smallest) return inside(constant);
    const entries = { location: this.fileOf(buffer).path, offset: byteOffset, length: byteLength };
    return {
      dataLocation: DataLocation.EXTERNAL,
      externalData: Object.entries(entries).map(([key, value]) => ({ key, value: String(value) })),
    };
  };

  get files(): readonly WeightFile[] {
    return [...this.byBuffer.values()];
  }

  private fileOf(buffer: ArrayBufferLike): WeightFile {
    const known = this.byBuffer.get(buffer);
    if (known !== undefined) return known;
    const file = { path: `weights-${this.byBuffer.size}`, data: new Uint8Array(buffer) };
    this.byBuffer.set(buffer, file);
    return file;
  }
}
