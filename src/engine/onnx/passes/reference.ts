/** What the file itself answers, as the exporter wrote it (in float32): the measure for everything that passes do to the graph. */
import { CamlineError } from '../../../errors.ts';
import { slice } from '../../../tensor/tensor.ts';
import type { Graph } from '../ir/graph.ts';
import { openSession, type Session, type SessionTensor } from '../sessions/session.ts';
import type { FileFacts } from '../wire/readModel.ts';
import { checkImages } from './checkImages.ts';
import type { ImageLayout } from './checkInput.ts';
import { closeScores } from './closeScores.ts';
import { guardSizes, stoppedBy } from './guardSizes.ts';

export interface Reference {
  /** Different ones, [m, C, H, W], however the file takes them. */
  readonly images: SessionTensor & { readonly type: 'float32' };
  /** How many images went through at a time. */
  readonly step: number;
  /** float32 outputs for all images, by name. */
  readonly outputs: ReadonlyMap<string, Float32Array>;
}

export interface ReferenceOptions {
  readonly file: FileFacts;
  /** How the file takes its images. */
  readonly layout: ImageLayout;
  /** Whether the size of the images was not the file's choice. */
  readonly anySize: boolean;
  readonly threads: number;
}

/** How many images an open batch, or one of 1, is verified with. */
const fewest = 3;

/**
 * Runs the unchanged graph over different images, as many at a time as the file says, one by one where it is open: values in
 * -1 … 1, or in 0 … 1 where only these give numbers.
 */
export async function runReference(
  original: Graph,
  { file, layout, anySize, threads }: ReferenceOptions,
): Promise<Reference> {
  const { name, shape } = original.inputs[0]!;
  const [batch, ...imageShape] = shape!.map((dim) => (typeof dim === 'number' ? dim : 1));
  const [rows, columns, channels] = imageShape;
  const imagesShape = [
    batch === 1 ? fewest : batch!,
    ...(layout === 'channelsLast' ? [channels!, rows!, columns!] : imageShape),
  ];
  const { path, opset } = file;
  return asInvalidModel(path, anySize ? sizeAdvice(imagesShape) : fileAdvice, async () => {
    const guarded = await guardSizes(original, { path, opset, threads });
    const answered = async (positive: boolean): Promise<Reference> => {
      const images = checkImages(imagesShape, positive);
      const asTaken = layout === 'channelsLast' ? channelsLast(images) : images;
      const session = await openSession(guarded, { threads, optimise: false, opset });
      return { images, step: batch!, outputs: await runInSteps(session, name, asTaken, batch!) };
    };
    const signed = await answered(false);
    if (!hasNaN(signed)) return signed;
    const positive = await answered(true);
    return hasNaN(positive) ? signed : positive;
  });
}

const hasNaN = ({ outputs }: Reference): boolean =>
  [...outputs.values()].some((scores) => scores.some(Number.isNaN));

/** [m, C, H, W] as [m, H, W, C]. */
export function channelsLast({ data, shape }: Reference['images']): Reference['images'] {
  const [count, channels, rows, columns] = shape as [number, number, number, number];
  const positions = rows * columns;
  const turned = new Float32Array(data.length);
  for (let image = 0; image < count; image++) {
    for (let channel = 0; channel < channels; channel++) {
      for (let position = 0; position < positions; position++) {
        turned[(image * positions + position) * channels + channel] =
          data[(image * channels + channel) * positions + position]!;
      }
    }
  }
  return { type: 'float32', data: turned, shape: [count, rows, columns, channels] };
}

const fileAdvice =
  'See what onnx.checker.check_model(path, full_check=True) says in Python, and export it again.';

const sizeAdvice = ([, , rows, columns]: readonly number[]): string =>
  `The file leaves the size of its images open and was tried with ${rows}x${columns} (rows x columns); ` +
  'where it was made for another, say it with --size HxW.';

/** What ONNX Runtime cannot load or run as it stands is the file's fault, not the engine's. */
async function asInvalidModel<T>(path: string, advice: string, work: () => Promise<T>): Promise<T> {
  return work().catch((cause: unknown) => {
    if (!(cause instanceof CamlineError) || cause.code !== 'ENGINE_FAILED') throw cause;
    throw (
      stoppedBy(cause.message, path) ??
      new CamlineError('MODEL_INVALID', `${path}: ${cause.message} ${advice}`, { cause })
    );
  });
}

/**
 * Whether `graph` gives what the file gave at its output `name`. An open batch is run in other steps than the file was,
 * all images at once or one by one, so that images that influence each other come to light; and optimised, as it is run later,
 * so that a fusion that ONNX Runtime gets wrong comes to light, too.
 *
 * @param graph one output, which stands for `name`
 */
export async function agrees(
  graph: Graph,
  { images, step: fileStep, outputs }: Reference,
  name: string,
  threads: number,
): Promise<boolean> {
  const [batch] = graph.inputs[0]!.shape!;
  const count = images.shape[0]!;
  const step = typeof batch === 'number' ? batch : fileStep === 1 ? count : 1;
  const checked = step === 1 ? Math.min(count, mostOneByOne) : count;
  const session = await openSession(graph, { threads, optimise: true });
  const some = { type: 'float32', ...slice(images, 0, checked) } as const;
  const found = await runInSteps(session, graph.inputs[0]!.name, some, step);
  const expected = outputs.get(name)!;
  return closeScores(
    found.get(graph.outputs[0]!.name)!,
    expected.subarray(0, (expected.length * checked) / count),
    expected.length / count,
  );
}

/** Of a file that takes 256 images at a time, each depends on the others or none does: the first ones tell. */
const mostOneByOne = 8;

/** float32 outputs by name, the steps' results one behind the other. Closes the session. */
async function runInSteps(
  session: Session,
  inputName: string,
  images: Reference['images'],
  step: number,
): Promise<Map<string, Float32Array>> {
  const outputs = new Map<string, Float32Array[]>();
  try {
    for (let from = 0; from < images.shape[0]!; from += step) {
      const { data, shape } = slice(images, from, from + step);
      const results = await session.run({ [inputName]: { type: 'float32', data, shape } });
      for (const [name, result] of Object.entries(results)) {
        if (result.type === 'float32') outputs.set(name, [...(outputs.get(name) ?? []), result.data]);
      }
    }
  } finally {
    await session.close();
  }
  return new Map([...outputs].map(([name, parts]) => [name, joined(parts)]));
}

function joined(parts: readonly Float32Array[]): Float32Array {
  const whole = new Float32Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
