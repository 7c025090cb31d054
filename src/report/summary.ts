/** The counts of a run, from its records alone: one pass, memory bound by classes, methods and error codes. */
import { MeanTotals, type Mean } from './meanTotals.ts';
import type { Explained, FailedRecord, OkRecord, RunRecord } from '../storage/record.ts';

export const summarySchemaVersion = 1;

export interface FailureGroup {
  readonly code: string;
  readonly count: number;
  /** The first ones, in the order of the records. */
  readonly samples: readonly { readonly key: string; readonly message: string }[];
}

export interface PredictedClass {
  readonly index: number;
  readonly name: string | null;
  /** Images whose first class this is, and their share of the explained ones. */
  readonly images: number;
  readonly share: number;
  readonly meanProbability: number;
}

export interface MethodFigures {
  readonly method: string;
  readonly maps: number;
  /** Maps without anything positive: the most common sign of a wrong layer. */
  readonly flat: number;
  readonly flatShare: number;
  /** Over the maps that are not flat; null where there is none. */
  readonly meanEnergy: number | null;
  readonly meanEntropy: number | null;
  /** Figures of the metrics asked for, by name; null where no map has one. Empty without metrics. */
  readonly metrics: Readonly<Record<string, Mean | null>>;
}

/** `runs/<run>/summary.json` */
export interface Summary {
  readonly schema: typeof summarySchemaVersion;
  readonly run: string;
  readonly images: number;
  readonly ok: number;
  readonly failed: number;
  /** Most frequent first. */
  readonly failures: readonly FailureGroup[];
  /** How many classes came first for some image, and the most frequent of them. */
  readonly predictedClasses: number;
  readonly topClasses: readonly PredictedClass[];
  /** In the order of the request. */
  readonly methods: readonly MethodFigures[];
  /** Images with a label, and those whose first class it is; null where the data set has no labels. */
  readonly labelled: { readonly images: number; readonly correct: number; readonly accuracy: number } | null;
}

const samplesPerCode = 10;
const shownClasses = 20;

interface ClassTotals {
  name: string | null;
  images: number;
  probability: number;
}

interface MethodTotals {
  maps: number;
  flat: number;
  energy: number;
  entropy: number;
  readonly metrics: Map<string, MeanTotals>;
}

const newTotals = (): MethodTotals => ({ maps: 0, flat: 0, energy: 0, entropy: 0, metrics: new Map() });

export class SummaryBuilder {
  #ok = 0;
  #failed = 0;
  #labelled = 0;
  #correct = 0;
  readonly #failures = new Map<string, { count: number; samples: { key: string; message: string }[] }>();
  readonly #classes = new Map<number, ClassTotals>();
  readonly #methods: Map<string, MethodTotals>;

  constructor(methods: readonly string[]) {
    this.#methods = new Map(methods.map((method) => [method, newTotals()]));
  }

  add(record: RunRecord): void {
    if (record.status === 'ok') this.#addExplained(record);
    else this.#addFailed(record);
  }

  finish(run: string): Summary {
    return {
      schema: summarySchemaVersion,
      run,
      images: this.#ok + this.#failed,
      ok: this.#ok,
      failed: this.#failed,
      failures: this.#failureGroups(),
      predictedClasses: this.#classes.size,
      topClasses: this.#topClasses(),
      methods: [...this.#methods].map(([method, totals]) => methodFigures(method, totals)),
      labelled: this.#labelledFigures(),
    };
  }

  #addExplained({ top5, label, explanations }: OkRecord): void {
    this.#ok++;
    const first = top5[0];
    if (first !== undefined) this.#addClass(first);
    if (label !== null) {
      this.#labelled++;
      if (first?.index === label) this.#correct++;
    }
    for (const explained of explanations) this.#addMap(explained);
  }

  #addClass({ index, name, probability }: OkRecord['top5'][number]): void {
    const totals = this.#classes.get(index) ?? { name, images: 0, probability: 0 };
    totals.images++;
    totals.probability += probability;
    this.#classes.set(index, totals);
  }

  #addMap({ method, flat, energy, entropy, metrics = {} }: Explained): void {
    const totals = this.#methods.get(method) ?? newTotals();
    this.#methods.set(method, totals);
    totals.maps++;
    addMetrics(totals.metrics, metrics);
    if (flat) {
      totals.flat++;
      return;
    }
    totals.energy += energy;
    totals.entropy += entropy;
  }

  #addFailed({ code, key, message }: FailedRecord): void {
    this.#failed++;
    const group = this.#failures.get(code) ?? { count: 0, samples: [] };
    this.#failures.set(code, group);
    group.count++;
    if (group.samples.length < samplesPerCode) group.samples.push({ key, message });
  }

  #failureGroups(): FailureGroup[] {
    return [...this.#failures]
      .map(([code, group]) => ({ code, ...group }))
      .sort((a, b) => b.count - a.count || (a.code < b.code ? -1 : 1));
  }

  #topClasses(): PredictedClass[] {
    return [...this.#classes]
      .sort(([a, left], [b, right]) => right.images - left.images || a - b)
      .slice(0, shownClasses)
      .map(([index, { name, images, probability }]) => ({
        index,
        name,
        images,
        share: images / this.#ok,
        meanProbability: probability / images,
      }));
  }

  #labelledFigures(): Summary['labelled'] {
    if (this.#labelled === 0) return null;
    return { images: this.#labelled, correct: this.#correct, accuracy: this.#correct / this.#labelled };
  }
}

function addMetrics(totals: Map<string, MeanTotals>, figures: NonNullable<Explained['metrics']>): void {
  for (const [name, value] of Object.entries(figures)) {
    const mean = totals.get(name) ?? new MeanTotals();
    totals.set(name, mean);
    if (value !== null) mean.add(value);
  }
}

function methodFigures(
  method: string,
  { maps, flat, energy, entropy, metrics }: MethodTotals,
): MethodFigures {
  const shaped = maps - flat;
  return {
    method,
    maps,
    flat,
    flatShare: maps === 0 ? 0 : flat / maps,
    meanEnergy: shaped === 0 ? null : energy / shaped,
    meanEntropy: shaped === 0 ? null : entropy / shaped,
    metrics: Object.fromEntries([...metrics].map(([name, totals]) => [name, totals.finish()])),
  };
}
