/** Our side: the bare engine and camline, at any batch and number of threads. */
import { InferenceSession, Tensor as OrtTensor } from 'onnxruntime-node';
import { openModel, type ModelDoor, type Tensor } from 'camline';

export interface Setting {
  readonly batch: number;
  readonly threads: number;
}

const key = ({ batch, threads }: Setting): string => `${batch} ${threads}`;

/** One network, opened once for each setting that is asked for. */
export class Ours {
  private readonly doors = new Map<string, ModelDoor>();
  private readonly sessions = new Map<number, InferenceSession>();

  private readonly file: string;
  private readonly input: Tensor;

  constructor(file: string, input: Tensor) {
    this.file = file;
    this.input = input;
  }

  /** Seconds for one forward pass of bare ONNX Runtime over `batch` images. */
  async forward({ batch, threads }: Setting): Promise<number> {
    const session = this.sessions.get(threads) ?? (await bareSession(this.file, threads));
    this.sessions.set(threads, session);
    const { data, shape } = this.images(batch);
    const feeds = { [session.inputNames[0]!]: new OrtTensor('float32', data, shape) };
    return seconds(() => session.run(feeds));
  }

  /** Seconds for all `methods` in one request over `batch` images. */
  async explain(methods: readonly string[], layer: string, setting: Setting): Promise<number> {
    const door = this.doors.get(key(setting)) ?? (await this.open(setting));
    this.doors.set(key(setting), door);
    return seconds(() => door.explainMany(this.images(setting.batch), { methods, layers: [layer] }));
  }

  async close(): Promise<void> {
    for (const door of this.doors.values()) await door.close();
    for (const session of this.sessions.values()) await session.release();
  }

  private readonly open = ({ batch, threads }: Setting): Promise<ModelDoor> =>
    openModel(this.file, { batch, engineThreads: threads });

  private images(count: number): Tensor {
    const [, ...rest] = this.input.shape;
    const size = rest.reduce((product, dim) => product * dim, 1);
    return { data: this.input.data.subarray(0, count * size), shape: [count, ...rest] };
  }
}

/** Threads that spin after a run would take cores from whoever runs next; alone the session is as fast without. */
const bareSession = (file: string, threads: number): Promise<InferenceSession> =>
  InferenceSession.create(file, {
    intraOpNumThreads: threads,
    extra: { session: { intra_op: { allow_spinning: '0' } } },
  });

async function seconds(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return (performance.now() - start) / 1000;
}
