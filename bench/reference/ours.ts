/** Our side: the bare engine and camline, at any batch and number of threads. */
import { InferenceSession, Tensor as OrtTensor } from 'onnxruntime-node';
import { openModel, type ExplainOptions, type ModelDoor, type Tensor } from 'camline';
import { repeated } from '../lib/repeated.ts';
import type { Setting } from './row.ts';
import type { Work } from './works.ts';

/** Shorter works are measured at their second time. */
const warmUpBelowSeconds = 10;

/** One network; one door and one session are open at a time, so that nothing idle holds threads or memory. */
export class Ours {
  /** How many of the input are different. */
  readonly photographs = 8;
  private door: { readonly key: string; readonly model: ModelDoor } | null = null;
  private session: { readonly threads: number; readonly bare: InferenceSession } | null = null;
  private readonly warm = new Set<string>();
  private readonly file: string;
  private readonly input: Tensor;

  constructor(file: string, input: Tensor) {
    this.file = file;
    this.input = input;
  }

  /** Seconds for one forward pass of bare ONNX Runtime over `batch` images. */
  async forward({ batch, threads }: Setting): Promise<number> {
    if (this.session?.threads !== threads) {
      await this.session?.bare.release();
      this.session = { threads, bare: await bareSession(this.file, threads) };
    }
    const { bare } = this.session;
    const { data, shape } = this.images(batch);
    const feeds = { [bare.inputNames[0]!]: new OrtTensor('float32', data, shape) };
    await bare.run(feeds);
    return repeated(() => bare.run(feeds));
  }

  /** Seconds for `method`, or several with commas in one request, over `batch` images. */
  async explain(method: string, layer: string, setting: Setting): Promise<number> {
    const explain = await this.explainer(method, layer, setting);
    // V8 compiles what has run often.
    const key = `${method} ${layer} ${setting.batch}`;
    if (!this.warm.has(key)) await repeated(explain);
    this.warm.add(key);
    return repeated(explain);
  }

  /** The same for a work of a forward pass a channel; one that takes seconds needs no warming up. */
  async perturb({ method, share }: Work, layer: string, setting: Setting): Promise<number> {
    const channels = share === undefined ? undefined : { share };
    const explain = await this.explainer(method, layer, setting, channels);
    const first = await repeated(explain);
    return first < warmUpBelowSeconds ? repeated(explain) : first;
  }

  private async explainer(
    method: string,
    layer: string,
    { batch, threads, pass = batch }: Setting,
    channels?: ExplainOptions['channels'],
  ): Promise<() => Promise<unknown>> {
    const key = `${pass} ${threads}`;
    if (this.door?.key !== key) {
      await this.door?.model.close();
      this.warm.clear();
      this.door = { key, model: await openModel(this.file, { batch: pass, engineThreads: threads }) };
    }
    const { model } = this.door;
    const images = this.images(batch);
    return () => model.explainMany(images, { methods: method.split(','), layers: [layer], channels });
  }

  async close(): Promise<void> {
    await this.door?.model.close();
    await this.session?.bare.release();
  }

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
