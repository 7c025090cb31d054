/** The model file as it lies there, run by ONNX Runtime alone: what our own logits are compared with. */
import { CamlineError } from '../../../errors.ts';
import { slice, type Tensor } from '../../../tensor/tensor.ts';
import { toHalf } from '../../../tensor/toHalf.ts';
import type { ElementType } from '../ir/graph.ts';
import type { FileAsIs } from '../passes/preparedModel.ts';
import { channelsLast } from '../passes/reference.ts';
import { toFloat32 } from '../passes/toFloat32.ts';
import { openFile, type Session, type SessionTensor } from '../sessions/session.ts';
import { float32 } from './rows.ts';

/**
 * Its output of class scores, [n, K], for `images` [n, C, H, W], as many at a time as the file takes, one by one where it
 * takes any number. Throws ENGINE_FAILED where ONNX Runtime cannot run the file.
 */
export async function runUntouched(file: FileAsIs, images: Tensor, threads: number): Promise<Tensor> {
  const session = await openFile(file.path, { threads, optimise: true });
  try {
    const count = images.shape[0]!;
    const step = file.batch ?? 1;
    const parts: Float32Array[] = [];
    for (let from = 0; from < count; from += step) {
      parts.push(await runStep(session, file, filledUp(images, from, step)));
    }
    const perImage = parts[0]!.length / step;
    const data = new Float32Array(count * perImage);
    parts.forEach((part, index) => {
      const from = index * step * perImage;
      data.set(part.subarray(0, data.length - from), from);
    });
    return { data, shape: [count, perImage] };
  } finally {
    await session.close();
  }
}

async function runStep(
  session: Session,
  { input, type, layout, output }: FileAsIs,
  images: Tensor,
): Promise<Float32Array> {
  const { data, shape } = layout === 'channelsLast' ? channelsLast({ type: 'float32', ...images }) : images;
  const results = await session.run({ [input]: asType(type, { data, shape }) }, [output]);
  return asFloats(results[output]!);
}

/** `step` images from `from` on; past the end the last one stands in. */
function filledUp(images: Tensor, from: number, step: number): Tensor {
  const [count = 0, ...rest] = images.shape;
  const part = slice(images, from, Math.min(from + step, count));
  const size = images.data.length / count;
  const data = new Float32Array(step * size);
  for (let at = 0; at < step; at++)
    data.set(part.data.subarray(Math.min(at * size, part.data.length - size)).subarray(0, size), at * size);
  return { data, shape: [step, ...rest] };
}

/** Whole numbers are rounded. */
const conversions: Partial<Record<ElementType, (images: Tensor) => SessionTensor>> = {
  float32,
  float64: ({ data, shape }) => ({ type: 'float64', data: Float64Array.from(data), shape }),
  float16: ({ data, shape }) => ({ type: 'float16', data: Uint16Array.from(data, toHalf), shape }),
  uint8: ({ data, shape }) => ({ type: 'uint8', data: Uint8Array.from(data, Math.round), shape }),
  int8: ({ data, shape }) => ({ type: 'int8', data: Int8Array.from(data, Math.round), shape }),
  uint16: ({ data, shape }) => ({ type: 'uint16', data: Uint16Array.from(data, Math.round), shape }),
  int16: ({ data, shape }) => ({ type: 'int16', data: Int16Array.from(data, Math.round), shape }),
  uint32: ({ data, shape }) => ({ type: 'uint32', data: Uint32Array.from(data, Math.round), shape }),
  int32: ({ data, shape }) => ({ type: 'int32', data: Int32Array.from(data, Math.round), shape }),
  int64: ({ data, shape }) => ({ type: 'int64', data: BigInt64Array.from(data, asBigInt), shape }),
  uint64: ({ data, shape }) => ({ type: 'uint64', data: BigUint64Array.from(data, asBigInt), shape }),
};

function asBigInt(value: number): bigint {
  return BigInt(Math.round(value));
}

function asType(type: ElementType, images: Tensor): SessionTensor {
  const convert = conversions[type];
  if (convert !== undefined) return convert(images);
  throw new CamlineError('ENGINE_FAILED', `ONNX Runtime takes no images of type ${type} from here.`);
}

function asFloats({ type, data, shape }: SessionTensor): Float32Array {
  if (type === 'float32') return data;
  const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  return new Float32Array(Uint8Array.from(toFloat32({ type, shape, bytes }).bytes).buffer);
}
