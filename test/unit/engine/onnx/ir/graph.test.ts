import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cloneGraph } from '../../../../../src/engine/onnx/ir/cloneGraph.ts';
import { Graph, type Value } from '../../../../../src/engine/onnx/ir/graph.ts';
import { integersConstant } from '../../../../../src/engine/onnx/ir/integers.ts';

/** What is wrong with the use-def links, judged from the nodes alone. */
function brokenLinks(graph: Graph): string[] {
  const values = graph.nodes
    .flatMap((node) => [...node.inputs, ...node.outputs])
    .filter((value) => value !== null);
  return [
    ...graph.nodes.flatMap((node) => node.inputs.filter((input) => input !== null && !input.users.has(node))),
    ...graph.nodes.flatMap((node) => node.outputs.filter((output) => output.producer !== node)),
    ...values.filter((value) => [...value.users].some((user) => !user.inputs.includes(value))),
    ...values.filter(({ producer }) => producer !== null && !graph.nodes.includes(producer)),
  ].map((value) => value!.name);
}

function chain(length: number): { readonly graph: Graph; readonly values: readonly Value[] } {
  const graph = new Graph();
  const values = [graph.value('x')];
  graph.inputs.push(values[0]!);
  for (let index = 0; index < length; index++) {
    const read = [values[index]!, values[Math.floor(index / 2)]!];
    values.push(graph.add({ opType: 'Add', inputs: read }, [`v${index}`]).outputs[0]!);
  }
  graph.outputs = [values.at(-1)!];
  return { graph, values };
}

test('links hold through any sequence of edits', () => {
  const edit = fc.record({ kind: fc.constantFrom('replace', 'set', 'fold'), from: fc.nat(9), to: fc.nat(9) });
  fc.assert(
    fc.property(fc.array(edit, { maxLength: 12 }), (edits) => {
      const { graph, values } = chain(10);
      for (const { kind, from, to } of edits) {
        const [early, late] = [values[Math.min(from, to)]!, values[Math.max(from, to)]!];
        if (kind === 'replace' && early !== late) graph.replaceUses(late, early);
        if (kind === 'set') graph.setInput(graph.nodes.at(-1)!, from % 3, early);
        if (kind === 'fold' && late.producer !== null) graph.makeConstant(late, integersConstant([1]));
        expect(brokenLinks(graph)).toEqual([]);
      }
    }),
  );
});

test('a node that reads a value twice is its user until the last reading is gone', () => {
  const graph = new Graph();
  const [x, y] = [graph.value('x'), graph.value('y')];
  const node = graph.add({ opType: 'Mul', inputs: [x, x] }, ['z']);
  graph.setInput(node, 0, y);
  expect([...x.users]).toEqual([node]);
  graph.setInput(node, 1, y);
  expect(x.users.size).toBe(0);
});

test('an input set behind the end leaves the ones between out', () => {
  const graph = new Graph();
  const node = graph.add({ opType: 'Clip', inputs: [graph.value('x')] }, ['y']);
  graph.setInput(node, 2, graph.value('max'));
  expect(node.inputs.map((input) => input?.name ?? null)).toEqual(['x', null, 'max']);
});

test('a clone has the same names and shares nothing that an edit changes', () => {
  const { graph } = chain(4);
  const clone = cloneGraph(graph);
  expect(brokenLinks(clone)).toEqual([]);
  clone.remove(new Set([clone.nodes.at(-1)!]));
  clone.nodes[0]!.attributes.set('axis', { kind: 'int', value: 1 });
  expect(graph.nodes).toHaveLength(4);
  expect(graph.nodes[0]!.attributes.size).toBe(0);
  expect(cloneGraph(graph).nodes.map(({ name }) => name)).toEqual(graph.nodes.map(({ name }) => name));
});
