/**
 * A layers model as a network: one rule a layer (convolutions, pointwise, shapes), the names those that TensorFlow gives
 * ("conv1/Conv2D" inside the scope of the layer "conv1").
 */
import { CamlineError } from '../../../errors.ts';
import { elementCount } from '../../../tensor/tensor.ts';
import { invalidModel } from '../file/modelJson.ts';
import type { Weights } from '../file/readWeights.ts';
import type { Constant, Network, NetworkInput, NetworkNode } from '../network/network.ts';
import { sortNodes } from '../network/sortNodes.ts';
import { convolutionRules } from './convolutions.ts';
import type { LayerCall, LayerRule } from './lowering.ts';
import { isModel, modelConfigOf, type LayerConfig, type ModelConfig, type Reference } from './modelConfig.ts';
import { pointwiseRules } from './pointwise.ts';
import { shapeRules } from './shapes.ts';

export const layerRules: Readonly<Record<string, LayerRule>> = {
  ...convolutionRules,
  ...pointwiseRules,
  ...shapeRules,
};

/** A tensor and how many axes it has. */
interface Ranked {
  readonly tensor: string;
  readonly rank: number;
}

/** What is written so far. */
interface Writing {
  readonly path: string;
  readonly weights: Weights;
  readonly nodes: NetworkNode[];
  readonly constants: Map<string, Constant>;
  readonly names: Set<string>;
}

/** Throws MODEL_INVALID, and MODEL_UNSUPPORTED, naming the layer, for what TensorFlow.js or we do not know. */
export function networkFromLayers(topology: unknown, weights: Weights, path: string): Network {
  const model = modelConfigOf(topology, path);
  const writing: Writing = { path, weights, nodes: [], constants: new Map(), names: new Set() };
  const input = inputOf(model, path);
  const outputs = lowered(model, [{ tensor: input.name, rank: 4 }], writing);
  const named = model.outputs.map(({ layer }, index) => ({ name: layer, tensor: outputs[index]!.tensor }));
  const nodes = sortNodes(
    writing.nodes,
    named.map(({ tensor }) => tensor),
    (name) => invalidModel(path, `the layer "${name}" depends on itself.`),
  );
  return { nodes, constants: writing.constants, input, outputs: named };
}

function inputOf({ inputs, layers }: ModelConfig, path: string): NetworkInput {
  const described = inputs.map(({ layer }) => {
    const config = layers.find(({ name }) => name === layer)?.config ?? {};
    return { name: layer, shape: (config['batch_input_shape'] ?? []) as readonly (number | null)[] };
  });
  const [first] = described;
  const [batch, rows, columns, channels, ...more] = first?.shape ?? [];
  const isImage = [rows, columns, channels].every((size) => typeof size === 'number' && size > 0);
  if (described.length !== 1 || !isImage || more.length > 0) {
    const found = described.map(
      ({ name, shape }) => `"${name}" [${shape.map((dim) => dim ?? '?').join(', ')}]`,
    );
    throw new CamlineError(
      'MODEL_UNSUPPORTED',
      `Expected a model with one input of images [n, rows, columns, channels] of fixed size; ${path} takes ` +
        `${found.join(', ') || 'nothing'}.`,
    );
  }
  return { name: first!.name, batch: batch ?? null, rows: rows!, columns: columns!, channels: channels! };
}

/** Calls every layer whose inputs are there, until all have been called. */
function lowered(model: ModelConfig, inputs: readonly Ranked[], writing: Writing): Ranked[] {
  const done = new Map<string, readonly Ranked[]>();
  const key = ({ layer, call }: Pick<Reference, 'layer' | 'call'>): string => `${layer} ${call}`;
  model.inputs.forEach((input, index) => done.set(key(input), [inputs[index]!]));
  const first = firstCalls(model);
  const read = ({ layer, call, output }: Reference): Ranked | undefined =>
    done.get(key({ layer, call: call - (first.get(layer) ?? 0) }))?.[output];
  let open = model.layers.flatMap((layer) =>
    layer.calls.map((references, call) => ({ layer, references, call })),
  );
  while (open.length > 0) {
    const ready = open.filter(({ references }) =>
      references.every((reference) => read(reference) !== undefined),
    );
    if (ready.length === 0) throw unconnected(open[0]!.layer, writing.path);
    for (const { layer, references, call } of ready)
      done.set(
        key({ layer: layer.name, call }),
        called(
          layer,
          call,
          references.map((each) => read(each)!),
          writing,
        ),
      );
    open = open.filter((each) => !ready.includes(each));
  }
  return model.outputs.map((output) => {
    const tensor = read(output);
    if (tensor === undefined)
      throw invalidModel(writing.path, `no layer gives its output "${output.layer}".`);
    return tensor;
  });
}

/**
 * The number that references give to a layer's first call: 0, but 1 for a model inside the model, which was called once when it
 * was made.
 */
function firstCalls({ layers, outputs }: ModelConfig): ReadonlyMap<string, number> {
  const references = [...layers.flatMap(({ calls }) => calls.flat()), ...outputs];
  const last = new Map<string, number>();
  for (const { layer, call } of references) last.set(layer, Math.max(call, last.get(layer) ?? 0));
  return new Map(
    layers.map(({ name, calls }) => [
      name,
      Math.max((last.get(name) ?? 0) + 1 - Math.max(calls.length, 1), 0),
    ]),
  );
}

const unconnected = ({ name }: LayerConfig, path: string): CamlineError =>
  invalidModel(path, `the layer "${name}" is called on something that no layer gives.`);

function called(
  layer: LayerConfig,
  index: number,
  inputs: readonly Ranked[],
  writing: Writing,
): readonly Ranked[] {
  if (isModel(layer.className)) return lowered(modelConfigOf(layer.raw, writing.path), inputs, writing);
  const rule = Object.hasOwn(layerRules, layer.className) ? layerRules[layer.className] : undefined;
  if (rule === undefined) {
    throw new CamlineError(
      'MODEL_UNSUPPORTED',
      `The layer "${layer.name}" is of class ${layer.className}, which is not known. ` +
        'Convert the model to a TensorFlow.js graph model, or to ONNX.',
    );
  }
  const given = rule(callOf(layer, index, inputs, writing));
  return [typeof given === 'string' ? { tensor: given, rank: inputs[0]!.rank } : given];
}

function callOf(layer: LayerConfig, index: number, inputs: readonly Ranked[], writing: Writing): LayerCall {
  const scope = index === 0 ? layer.name : `${layer.name}_${index}`;
  const constant = (value: Constant): string => {
    const name = unused(`${scope}/const`, writing.names);
    writing.constants.set(name, value);
    return name;
  };
  return {
    className: layer.className,
    name: layer.name,
    config: layer.config,
    inputs: inputs.map(({ tensor }) => tensor),
    rank: inputs[0]!.rank,
    weight: (name) => weightNamed(layer.name, name, writing),
    constantOf: (tensor) => writing.constants.get(tensor)!,
    add: (op, from, attributes = {}) => {
      const name = unused(`${scope}/${op}`, writing.names);
      writing.nodes.push({ name, op, inputs: from, attributes });
      return name;
    },
    floats: (values, shape = values.length === 1 ? [] : [values.length]) =>
      constant({ type: 'float32', shape, data: Float32Array.from(values) }),
    integers: (values, shape = [values.length]) =>
      constant({ type: 'int32', shape, data: Int32Array.from(values).subarray(0, elementCount(shape)) }),
  };
}

function unused(wanted: string, names: Set<string>): string {
  let name = wanted;
  for (let count = 1; names.has(name); count++) name = `${wanted}_${count}`;
  names.add(name);
  return name;
}

/** "layer/kernel", also inside the scope of a model, or with the name of a cell in between. */
function weightNamed(layer: string, weight: string, { weights, constants }: Writing): string | undefined {
  const exact = `${layer}/${weight}`;
  const isMeant = (name: string): boolean => {
    const parts = name.split('/');
    const inScope = name.endsWith(`/${exact}`);
    return inScope || (parts.at(-1) === weight && parts.at(-3) === layer);
  };
  const found = weights.has(exact) ? exact : [...weights.keys()].find(isMeant);
  if (found !== undefined) constants.set(found, weights.get(found)!);
  return found;
}
