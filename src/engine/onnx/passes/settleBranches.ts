/** Takes the branches that exporters leave where a shape decides: which one is taken does not depend on the image. */
import { CamlineError } from '../../../errors.ts';
import type { Graph, Node, Value } from '../ir/graph.ts';
import { hoistConstants } from './hoistConstants.ts';
import { measure, type Probe } from './measure.ts';
import { removeDead } from './removeDead.ts';

/**
 * Replaces every `If` by the branch that it takes at all of `batches`, nested ones too.
 * Throws MODEL_UNSUPPORTED, naming the node, for one that the image or the batch decides.
 */
export async function settleBranches(
  graph: Graph,
  batches: readonly number[],
  threads: number,
): Promise<boolean> {
  let changed = false;
  for (let open = branching(graph); open.length > 0; open = branching(graph)) {
    const { probes } = await measure(graph, batches, threads);
    for (const node of open) replaceByBranch(graph, node, takes(node, probes));
    hoistConstants(graph);
    removeDead(graph);
    changed = true;
  }
  return changed;
}

const branching = (graph: Graph): Node[] => graph.nodes.filter(({ opType }) => opType === 'If');

function takes(node: Node, probes: readonly Probe[]): boolean {
  const condition = node.inputs[0]!;
  const { constant } = condition;
  const decisions =
    constant !== null
      ? [constant.bytes[0]]
      : probes.map(({ values }) => values.get(condition.name)?.data[0] as number | undefined);
  const [first] = decisions;
  if (first !== undefined && decisions.every((decision) => decision === first)) return first !== 0;
  throw new CamlineError(
    'MODEL_UNSUPPORTED',
    `Node "${node.name}" (If) decides by ${first === undefined ? 'the image' : 'the number of images'} which way to go ` +
      `(condition "${condition.name}"). Only one way can be explained; export the network without that condition.`,
  );
}

function replaceByBranch(graph: Graph, node: Node, taken: boolean): void {
  const branch = node.graph(taken ? 'then_branch' : 'else_branch')!;
  const captured = node.inputs.slice(node.inputs.length - branch.inputs.length);
  const outside = new Map<Value, Value>(branch.inputs.map((input, index) => [input, captured[index]!]));
  const moved = (value: Value): Value => {
    const known = outside.get(value);
    if (known !== undefined) return known;
    const copy = graph.fresh(value.name);
    copy.constant = value.constant;
    copy.type = value.type;
    copy.shape = value.shape;
    outside.set(value, copy);
    return copy;
  };
  let at = graph.nodes.indexOf(node);
  for (const { opType, domain, name, scopes, inputs, attributes, outputs } of branch.nodes) {
    const read = inputs.map((input) => (input === null ? null : moved(input)));
    const init = { opType, domain, name, scopes, inputs: read, attributes: Object.fromEntries(attributes) };
    graph.add(init, outputs.map(moved), at++);
  }
  node.outputs.forEach((output, index) => graph.replaceUses(output, moved(branch.outputs[index]!)));
  graph.remove(new Set([node]));
}
