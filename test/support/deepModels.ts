/** Models whose parts lie in each other. */
import { create, type MessageInitShape } from '@bufbuild/protobuf';
import { GraphProtoSchema, type AttributeProtoSchema, type NodeProto } from 'onnx-buf';

/** An If in an If in an If … */
export function nested(depth: number): NodeProto {
  let graph: MessageInitShape<typeof GraphProtoSchema> = { name: 'innermost' };
  for (let level = 0; level < depth; level++) {
    const branch: MessageInitShape<typeof AttributeProtoSchema> = { name: 'then_branch', type: 5, g: graph };
    graph = { name: 'g', node: [{ opType: 'If', output: ['y'], attribute: [branch] }] };
  }
  return create(GraphProtoSchema, graph).node[0]!;
}

/** A graph in an attribute of a node of a graph …: bytes that a reader follows until its stack ends. */
export function bottomless(depth: number): Uint8Array {
  let bytes = Buffer.alloc(0);
  // Field numbers: model.graph 7, graph.node 1, node.attribute 5, attribute.g 6; each tag is 8 times that, plus 2.
  for (let level = 0; level < depth; level++) {
    const [tag] = [[0x32], [0x2a], [0x0a]][level % 3]!;
    bytes = Buffer.concat([Buffer.from([tag!]), lengthOf(bytes.length), bytes]);
  }
  return Buffer.concat([Buffer.from([0x3a]), lengthOf(bytes.length), bytes]);
}

function lengthOf(count: number): Buffer {
  const bytes: number[] = [];
  for (let rest = count; bytes.length === 0 || rest > 0; rest = Math.floor(rest / 128))
    bytes.push((rest % 128) + (rest >= 128 ? 128 : 0));
  return Buffer.from(bytes);
}
