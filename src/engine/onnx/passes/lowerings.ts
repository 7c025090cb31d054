/**
 * What came or changed after opset 20, written in operations of opset 20, by operation.
 * @source https://github.com/onnx/onnx/blob/main/docs/Changelog.md, there the definition of each operation
 */
import type { Graph, Node, Value } from '../ir/graph.ts';
import { given } from './given.ts';
import { lowerAttention } from './lowerAttention.ts';
import { rewrite } from './rewrite.ts';
import { unsupported } from './unsupported.ts';

export interface Lowering {
  /** Graphs of this opset and later need it. */
  readonly from: number;
  readonly lower: (graph: Graph, node: Node) => void;
}

export const lowerings: Readonly<Record<string, Lowering>> = {
  Attention: { from: 23, lower: lowerAttention },
  DequantizeLinear: { from: 21, lower: dropDefaults({ block_size: 0, output_dtype: 0 }) },
  GroupNormalization: { from: 21, lower: groupNormalization },
  QuantizeLinear: { from: 21, lower: dropDefaults({ block_size: 0, output_dtype: 0, precision: 0 }) },
  RMSNormalization: { from: 23, lower: rmsNormalization },
  /** As ONNX Runtime's optimisation writes it, whatever the opset. */
  SimplifiedLayerNormalization: { from: 0, lower: rmsNormalization },
  Swish: { from: 24, lower: swish },
};

/** x sigmoid(alpha x) */
function swish(graph: Graph, node: Node): void {
  const x = given(node, 0);
  rewrite(graph, node, (to) =>
    to.op('Mul', [x, to.op('Sigmoid', [to.op('Mul', [x, to.float(node.float('alpha', 1))])])]),
  );
}

/** x / sqrt(mean(x²) + epsilon) scale, the mean over the axes from `axis` on. */
function rmsNormalization(graph: Graph, node: Node): void {
  const [x, scale] = [given(node, 0), given(node, 1)];
  const axis = node.int('axis', -1);
  const count = axis < 0 ? -axis : scale.constant?.shape.length;
  if (count === undefined)
    throw unsupported(node, `counts its axis (${axis}) from the front. Export it with an axis from the end.`);
  rewrite(graph, node, (to) => {
    const axes = to.ints(...Array.from({ length: count }, (_, index) => index - count));
    const square = to.op('ReduceMean', [to.op('Mul', [x, x]), axes], { keepdims: 1 });
    const size = to.op('Sqrt', [to.op('Add', [square, to.float(node.float('epsilon', 1e-5))])]);
    return to.op('Mul', [to.op('Div', [x, size]), scale]);
  });
}

/** Each group of channels is normalised; scale and bias are per channel since opset 21. */
function groupNormalization(graph: Graph, node: Node): void {
  const [x, scale, bias] = [given(node, 0), given(node, 1), given(node, 2)];
  const groups = node.int('num_groups', 1);
  if (groups > mostGroups) throw unsupported(node, `has ${groups} groups of channels.`);
  const epsilon = { float: node.float('epsilon', 1e-5) };
  rewrite(graph, node, (to) => {
    const inGroups = to.op('Reshape', [x, to.ints(0, groups, -1)]);
    const same = [to.floats(new Array<number>(groups).fill(1)), to.floats(new Array<number>(groups).fill(0))];
    const normal = to.op('InstanceNormalization', [inGroups, ...same], { epsilon });
    const channels = to.op('Concat', [to.ints(0), to.op('Shape', [scale]), to.ints(-1)], { axis: 0 });
    const perChannel = (values: Value): Value => to.op('Unsqueeze', [values, to.ints(1)]);
    const scaled = to.op('Mul', [to.op('Reshape', [normal, channels]), perChannel(scale)]);
    return to.op('Reshape', [to.op('Add', [scaled, perChannel(bias)]), to.op('Shape', [x])]);
  });
}

const mostGroups = 2 ** 16;

/** Attributes that opset 20 does not know may be written with the value that means what opset 20 does. */
function dropDefaults(defaults: Readonly<Record<string, number>>): Lowering['lower'] {
  return (_graph, node) => {
    for (const [name, value] of Object.entries(defaults)) {
      if (node.int(name, value) !== value)
        throw unsupported(node, `has ${name} = ${node.int(name, 0)}, which opset 20 does not know.`);
      node.attributes.delete(name);
    }
  };
}
