/** Small ONNX models, made in the test that needs them. */
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  Graph,
  type Attribute,
  type Constant,
  type Dim,
  type Value,
} from '../../src/engine/onnx/ir/graph.ts';
import { integersConstant } from '../../src/engine/onnx/ir/integers.ts';
import { floatsConstant } from '../../src/engine/onnx/passes/hoistConstants.ts';
import { noise } from '../../src/engine/onnx/passes/noise.ts';
import { encodeModel } from '../../src/engine/onnx/wire/encodeModel.ts';

type Plain = number | string | readonly number[] | Constant | Graph;

const attributeOf = (value: Plain): Attribute => {
  if (typeof value === 'string') return { kind: 'string', value };
  if (value instanceof Graph) return { kind: 'graph', value };
  if (typeof value === 'number') {
    return Number.isInteger(value) ? { kind: 'int', value } : { kind: 'float', value };
  }
  return 'bytes' in value ? { kind: 'tensor', value } : { kind: 'ints', value };
};

/** Nodes in the order of the calls; outputs carry the node's name unless told otherwise. */
export class ModelBuilder {
  readonly graph = new Graph();

  input(name: string, shape: readonly Dim[]): Value {
    const value = this.graph.value(name);
    value.type = 'float32';
    value.shape = shape;
    this.graph.inputs.push(value);
    return value;
  }

  node(
    opType: string,
    name: string,
    inputs: readonly (Value | null)[],
    attributes: Readonly<Record<string, Plain>> = {},
    output = `${name}:0`,
  ): Value {
    const made = Object.entries(attributes).map(([key, value]) => [key, attributeOf(value)] as const);
    const node = this.graph.add({ opType, name, inputs, attributes: Object.fromEntries(made) }, [output]);
    return node.outputs[0]!;
  }

  floats(name: string, shape: readonly number[], seed = 1): Value {
    return this.graph.constant(name, floatsConstant([...noise(shape, seed).data], shape));
  }

  scalar(name: string, value: number): Value {
    return this.graph.constant(name, floatsConstant([value], []));
  }

  ints(name: string, values: readonly number[]): Value {
    return this.graph.constant(name, integersConstant(values));
  }

  /** Convolution (3x3, padded) under a PyTorch module path, e.g. "/layer1/conv/Conv". */
  conv(
    name: string,
    x: Value,
    [from, to]: readonly [number, number],
    attributes: Record<string, Plain> = {},
  ): Value {
    const weight = this.floats(`${name}.weight`, [to, from, 3, 3], 7);
    return this.node('Conv', name, [x, weight], { kernel_shape: [3, 3], pads: [1, 1, 1, 1], ...attributes });
  }

  gives(...outputs: readonly Value[]): this {
    this.graph.outputs = [...outputs];
    return this;
  }

  encode(opset = 20): Uint8Array {
    return encodeModel(this.graph, opset);
  }

  /** Path of the model in a folder of its own. */
  async save(opset = 20): Promise<string> {
    return saveBytes(this.encode(opset));
  }
}

export async function saveBytes(bytes: Uint8Array, name = 'model.onnx'): Promise<string> {
  const path = join(await mkdtemp(join(tmpdir(), 'camline-')), name);
  await writeFile(path, bytes);
  return path;
}

/** Conv, Relu, pooling and a linear layer: the smallest classifier. `logits` is what the last part makes of the scores. */
export function tinyClassifier(
  batch: Dim,
  logits: (builder: ModelBuilder, scores: Value) => Value = (_builder, scores) => scores,
): ModelBuilder {
  const builder = new ModelBuilder();
  const x = builder.input('x', [batch, 3, 8, 8]);
  const map = builder.node('Relu', '/body/relu/Relu', [builder.conv('/body/conv/Conv', x, [3, 4])]);
  const pooled = builder.node('GlobalAveragePool', '/pool/GlobalAveragePool', [map]);
  const flat = builder.node('Flatten', '/Flatten', [pooled], { axis: 1 });
  const scores = builder.node('Gemm', '/fc/Gemm', [flat, builder.floats('fc.weight', [4, 5], 3)]);
  return builder.gives(logits(builder, scores));
}
