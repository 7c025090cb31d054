/** From the lifted graph to one that is measured, clean and verified, for any batch where that is possible. */
import { CamlineError } from '../../../errors.ts';
import { cloneGraph } from '../ir/cloneGraph.ts';
import type { Graph } from '../ir/graph.ts';
import type { FileFacts } from '../wire/readModel.ts';
import { applyMeasurement } from './applyMeasurement.ts';
import { chooseLogits } from './chooseLogits.ts';
import { checkFinite } from './checkFinite.ts';
import { classRows } from './classRows.ts';
import { foldPads } from './foldPads.ts';
import { measure } from './measure.ts';
import { moduleTensors } from './moduleTensors.ts';
import { openBatch } from './openBatch.ts';
import type { Pass } from './pass.ts';
import { agrees, type Reference } from './reference.ts';
import { removeDead } from './removeDead.ts';
import { removeNoOps, type Aliases } from './removeNoOps.ts';
import { scoreKind, type ScoreKind } from '../../calls/scoreKind.ts';
import { settleBranches } from './settleBranches.ts';
import { settleFusions } from './settleFusions.ts';
import { settleReshapes } from './settleReshapes.ts';
import { straightenGathers } from './straightenGathers.ts';

/** A graph whose shapes are known and that gives what the file gives; the class scores are its only output. */
export interface Network {
  readonly graph: Graph;
  /** Tensor that leaves each module, by the module's path; it may be gone since. */
  readonly modules: ReadonlyMap<string, string>;
  readonly aliases: Aliases;
  readonly batched: boolean;
  /** Name of the file's output that holds the class scores. */
  readonly output: string;
  /** What the file gives there. */
  readonly scores: ScoreKind;
  readonly notes: readonly string[];
}

/** Two sizes tell what grows with the batch from what does not. */
const probedBatches = [2, 3];

export interface SettleOptions {
  readonly file: FileFacts;
  readonly reference: Reference;
  /** Name of the output that holds the class scores; null for the first that does. */
  readonly output: string | null;
  readonly threads: number;
}

export async function settle(lifted: Graph, options: SettleOptions): Promise<Network> {
  const { file, threads } = options;
  const input = lifted.inputs[0]!;
  const [fixed, ...imageShape] = input.shape!;
  const batches = typeof fixed === 'number' ? [fixed] : probedBatches;
  await settleBranches(lifted, batches, threads);
  await settleFusions(lifted, batches, threads);
  const open = typeof fixed === 'number' ? await opened(lifted, fixed, threads) : cloneGraph(lifted);
  const network = await attempt(open, probedBatches, options);
  if (typeof network !== 'string') return network;
  if (typeof fixed === 'number' && fixed !== 1) throw cannotOpen(file, fixed, network);
  input.shape = [1, ...imageShape];
  const single = await attempt(lifted, [1], options);
  if (typeof single === 'string') throw cannotFollow(file, single);
  const note = `Images go through this network one by one, because its batch could not be opened: ${network}`;
  return { ...single, notes: [...single.notes, note] };
}

/** A copy of a graph whose batch is fixed, for any batch. */
async function opened(lifted: Graph, fixed: number, threads: number): Promise<Graph> {
  const measured = await measure(lifted, [fixed], threads);
  straightenGathers(lifted, measured);
  const open = cloneGraph(lifted);
  openBatch(open, measured);
  return open;
}

/** The cleaned graph, or in a sentence why it cannot be used at these batch sizes. */
async function attempt(
  graph: Graph,
  batches: readonly number[],
  { file, reference, output, threads }: SettleOptions,
): Promise<Network | string> {
  try {
    applyMeasurement(graph, await measure(graph, batches, threads));
  } catch (error) {
    if (error instanceof CamlineError && failsAtThisBatch.has(error.code)) return error.message;
    throw error;
  }
  const { logits, notes } = chooseLogits(graph, output);
  const batched = batches.length > 1;
  if (batched && typeof logits.shape![0] === 'number')
    return `the output "${logits.name}" does not grow with the batch.`;
  const rows = classRows(graph, logits);
  graph.outputs = [rows];
  const given = reference.outputs.get(logits.name)!;
  checkFinite(given, graph, file, reference.images.shape[0]!);
  const scores = scoreKind(given, Number(rows.shape![1]));
  const names = clean(graph);
  if (await agrees(graph, reference, logits.name, threads))
    return { graph, ...names, batched, output: logits.name, scores, notes };
  return 'different images in a batch do not give what they give on their own.';
}

const failsAtThisBatch: ReadonlySet<string> = new Set(['ENGINE_FAILED', 'MODEL_UNSUPPORTED']);

/** Modules are named before their last node may vanish as a no-op. */
function clean(graph: Graph): Pick<Network, 'modules' | 'aliases'> {
  settleReshapes(graph);
  removeDead(graph);
  const modules = moduleTensors(graph);
  const aliases: Aliases = new Map();
  untilStable(graph, [(changing) => removeNoOps(changing, aliases), foldPads, removeDead]);
  return { modules, aliases };
}

/** One pass may make room for another. */
function untilStable(graph: Graph, passes: readonly Pass[]): void {
  while (passes.map((pass) => pass(graph)).includes(true));
}

const cannotOpen = ({ path }: FileFacts, fixed: number, why: string): CamlineError =>
  new CamlineError(
    'MODEL_UNSUPPORTED',
    `${path} takes exactly ${fixed} images at a time, and it could not be opened to other counts: ${why} ` +
      'Export it with a dynamic batch.',
  );

const cannotFollow = ({ path, opset }: FileFacts, why: string): CamlineError =>
  new CamlineError(
    'MODEL_UNSUPPORTED',
    `${path} (opset ${opset}) cannot be brought to opset 20 with the same results: ${why}`,
  );
