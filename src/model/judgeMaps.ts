/** Metrics over an engine: the copies that all trials of all maps ask for go through the network in full batches. */
import type { Engine } from '../engine/engine.ts';
import type { JudgedMap, Metric, Trial, Verdict } from '../metrics/metric.ts';
import { regionMask, type Region } from '../metrics/region.ts';
import { probabilities } from '../tensor/probabilities.ts';
import { item, type Tensor } from '../tensor/tensor.ts';
import type { MapRow, MapVerdict } from './types.ts';

export interface MapsToJudge {
  /** [n, C, H, W] */
  readonly images: Tensor;
  /** [n, K], of the images as they are. */
  readonly logits: Tensor;
  readonly rows: readonly MapRow[];
  /** [rows, H, W] in 0..1 */
  readonly maps: Tensor;
  readonly flat: readonly boolean[];
  /** Per image; undefined where the object's place is not known. */
  readonly regions: readonly (Region | undefined)[];
}

/** Verdicts in the order of the rows; `batch`: copies an engine call. */
export async function judgeMaps(
  engine: Engine,
  given: MapsToJudge,
  metrics: readonly Metric[],
  batch: number,
): Promise<MapVerdict[]> {
  if (metrics.length === 0) return given.rows.map(() => ({ figures: {}, flags: [] }));
  const scorer = new Scorer(engine, batch);
  const byRow: Verdict[][] = given.rows.map(() => []);
  for (const [index, row] of given.rows.entries()) {
    const judged = judgedMap(engine, given, index);
    for (const [at, metric] of metrics.entries()) {
      await scorer.score(metric.trial(judged), row.class, (verdict) => {
        byRow[index]![at] = verdict;
      });
    }
  }
  await scorer.finish();
  return byRow.map((verdicts) => ({
    figures: Object.assign({}, ...verdicts.map(({ figures }) => figures)) as MapVerdict['figures'],
    flags: verdicts.flatMap(({ flags }, at) => flags.map((flag) => `${metrics[at]!.name}:${flag}`)),
  }));
}

/** Per map of [rows, H, W]: whether it is all zeros. */
export const flatRows = (maps: Tensor): boolean[] =>
  Array.from({ length: maps.shape[0]! }, (_, row) => isZero(item(maps, row).data));

/** A plain loop: a map of the background begins with thousands of zeros. */
function isZero(map: Float32Array): boolean {
  for (let index = 0; index < map.length; index++) if (map[index] !== 0) return false;
  return true;
}

function judgedMap(engine: Engine, given: MapsToJudge, index: number): JudgedMap {
  const row = given.rows[index]!;
  const [, rows, columns] = engine.facts.input;
  const region = given.regions[row.image];
  const logits = item(given.logits, row.image).data;
  return {
    image: item(given.images, row.image),
    map: item(given.maps, index),
    flat: given.flat[index]!,
    score: probabilities(logits, engine.facts.probability)[row.class]!,
    region: region === undefined ? null : visible(regionMask(region, rows, columns)),
  };
}

/** Where nothing of the object is in what the network sees, no map could point at it. */
const visible = (region: Uint8Array): Uint8Array | null => (region.includes(1) ? region : null);

interface OpenTrial {
  readonly trial: Trial;
  readonly class: number;
  readonly scores: Float32Array;
  readonly done: (verdict: Verdict) => void;
  scored: number;
}

/** Collects copies of any trials until a batch is full. */
class Scorer {
  private readonly engine: Engine;
  private readonly copies: Tensor;
  /** What lies in `copies`, in order. */
  private waiting: { readonly of: OpenTrial; readonly index: number }[] = [];

  constructor(engine: Engine, batch: number) {
    const shape = [engine.facts.batched ? batch : 1, ...engine.facts.input];
    this.engine = engine;
    this.copies = { data: new Float32Array(shape.reduce((product, dim) => product * dim, 1)), shape };
  }

  async score(trial: Trial, classIndex: number, done: OpenTrial['done']): Promise<void> {
    const open = { trial, class: classIndex, scores: new Float32Array(trial.count), done, scored: 0 };
    for (let index = 0; index < trial.count; index++) {
      trial.write(index, item(this.copies, this.waiting.length).data);
      this.waiting.push({ of: open, index });
      if (this.waiting.length === this.copies.shape[0]) await this.flush();
    }
    if (trial.count === 0) done(trial.judge(open.scores));
  }

  async finish(): Promise<void> {
    if (this.waiting.length > 0) await this.flush();
  }

  /**
   * A last batch of one goes in as two, as far as the network takes two: ONNX Runtime gives a copy the same bits in any batch
   * but alone.
   */
  private async flush(): Promise<void> {
    const { copies, engine, waiting } = this;
    const count = Math.min(Math.max(waiting.length, 2), copies.shape[0]!);
    if (count > waiting.length) item(copies, 1).data.set(item(copies, 0).data);
    const size = item(copies, 0).data.length;
    const images = { data: copies.data.slice(0, count * size), shape: [count, ...copies.shape.slice(1)] };
    const { logits } = await engine.forward(images, []);
    for (const [at, { of, index }] of waiting.entries()) {
      of.scores[index] = probabilities(item(logits, at).data, engine.facts.probability)[of.class]!;
      if (++of.scored === of.trial.count) of.done(of.trial.judge(of.scores));
    }
    this.waiting = [];
  }
}
