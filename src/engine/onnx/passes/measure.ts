/**
 * Shapes by measurement: the graph runs once for each batch size with a `Shape` node behind every value, and the values
 * themselves of what follows from constants and shapes alone. Whatever ONNX Runtime can run has shapes; no table infers.
 */
import { constantsOf } from '../ir/allValues.ts';
import { cloneGraph } from '../ir/cloneGraph.ts';
import type { ElementType, Graph, Node, Value } from '../ir/graph.ts';
import { openSession, type Session, type SessionTensor } from '../sessions/session.ts';
import { noise } from './noise.ts';

/** One run. */
export interface Probe {
  readonly batch: number;
  readonly shapes: ReadonlyMap<string, readonly number[]>;
  /** Values of shape bookkeeping and of what is computed from constants. */
  readonly values: ReadonlyMap<string, SessionTensor>;
}

export interface Measurement {
  readonly types: ReadonlyMap<string, ElementType | null>;
  readonly probes: readonly Probe[];
}

/**
 * @param graph one image input [n, C, H, W]
 * @throws ENGINE_FAILED where the graph does not run at one of `batches`
 */
export async function measure(
  graph: Graph,
  batches: readonly number[],
  threads: number,
): Promise<Measurement> {
  const plan = planProbe(graph);
  const { types } = await inferred(graph, threads);
  const session = await openSession(plan.graph, { threads, optimise: false });
  try {
    const probes: Probe[] = [];
    for (const batch of batches) probes.push(await probe(session, plan, types, batch));
    return { types, probes };
  } finally {
    await session.close();
  }
}

interface Plan {
  /** A copy that gives `whole` and the shapes of all else: tensors of images are freed as the run goes on. */
  readonly graph: Graph;
  /** Values to fetch as they are. */
  readonly whole: readonly string[];
  /** Values to fetch the shape of, by the name of the output that holds it. */
  readonly shapeNames: ReadonlyMap<string, string>;
}

const computedIn = (graph: Graph): readonly Value[] => graph.nodes.flatMap(({ outputs }) => outputs);

function planProbe(original: Graph): Plan {
  const graph = cloneGraph(original);
  const bookkeeping = bookkeepingOf(graph);
  const shapeNames = new Map<string, string>();
  // The last first: ONNX Runtime reaches what stands last first, and so asks for each shape as soon as it can be told and
  // needs no tensor for longer than the network does.
  for (const value of computedIn(graph)
    .filter((value) => !bookkeeping.has(value))
    .toReversed()) {
    const shape = graph.fresh(`${value.name}:shape`);
    graph.add({ opType: 'Shape', name: shape.name, inputs: [value] }, [shape]);
    shapeNames.set(shape.name, value.name);
  }
  graph.outputs = [...bookkeeping, ...[...shapeNames.keys()].map((name) => graph.value(name))];
  return { graph, whole: [...bookkeeping].map(({ name }) => name), shapeNames };
}

export interface Inferred {
  readonly types: Measurement['types'];
  /** Sizes; a name or nothing sensible for one that only the run tells, empty also for what has no known rank. */
  readonly shapes: ReadonlyMap<string, readonly (number | string)[]>;
}

/** Of everything that is computed, from a session that is never run and therefore needs no weights. */
export async function inferred(original: Graph, threads: number, opset?: number): Promise<Inferred> {
  const graph = cloneGraph(original);
  for (const weight of constantsOf(graph).filter(({ constant }) => constant!.bytes.length > smallConstant)) {
    weight.constant = null;
    graph.inputs.push(weight);
  }
  graph.outputs = [...computedIn(graph)];
  const session = await openSession(graph, {
    threads,
    optimise: false,
    ...(opset !== undefined && { opset }),
  });
  await session.close();
  return { types: session.outputTypes, shapes: session.outputShapes };
}

/** What is smaller may be an axis or a size, on which types and shapes of others depend. */
const smallConstant = 1024;

async function probe(
  session: Session,
  { graph, whole, shapeNames }: Plan,
  types: Measurement['types'],
  batch: number,
): Promise<Probe> {
  const input = graph.inputs[0]!;
  const images = noise(input.shape!.map((dim) => (typeof dim === 'number' ? dim : dim.perImage * batch)));
  const fetchable = whole.filter((name) => types.get(name) !== null);
  const results = await session.run({ [input.name]: images }, [...fetchable, ...shapeNames.keys()]);
  const shapes = [...shapeNames].map(([shape, name]) => [name, numbersOf(results[shape]!)] as const);
  return {
    batch,
    shapes: new Map(shapes),
    values: new Map(fetchable.map((name) => [name, results[name]!])),
  };
}

const numbersOf = ({ data }: SessionTensor): number[] => Array.from(data, Number);

/** Values that follow from constants and shapes alone: the same for every image of a batch size. */
export function bookkeepingOf(graph: Graph): ReadonlySet<Value> {
  const found = new Set<Value>();
  for (const node of graph.nodes) {
    if (!isBookkeeping(node, found)) continue;
    for (const output of node.outputs) found.add(output);
  }
  return found;
}

const shapeReaders: ReadonlySet<string> = new Set(['Shape', 'Size']);
const randomSources = /^(Random|Multinomial$|Bernoulli$)/;

const isBookkeeping = (node: Node, found: ReadonlySet<Value>): boolean =>
  shapeReaders.has(node.opType) ||
  (!randomSources.test(node.opType) &&
    node.inputs.every((input) => input === null || input.constant !== null || found.has(input)));
