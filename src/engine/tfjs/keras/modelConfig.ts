/** The topology of a layers model: Keras 2's own JSON. */
import { z } from 'zod';
import { CamlineError } from '../../../errors.ts';
import { parsePart } from '../file/modelJson.ts';

const layer = z.object({
  class_name: z.string(),
  name: z.string().optional(),
  config: z.union([z.record(z.string(), z.unknown()), z.array(z.unknown())]),
  inbound_nodes: z.array(z.unknown()).nullish(),
});

const reference = z.tuple([z.string(), z.number(), z.number()]).rest(z.unknown());
const call = z.array(reference);
const references = z.union([z.array(reference), reference.transform((one) => [one])]);

const functional = z.object({
  name: z.string().optional(),
  layers: z.array(layer),
  input_layers: references,
  output_layers: references,
});
const sequential = z.union([
  z.array(layer),
  z.object({ name: z.string().optional(), layers: z.array(layer) }),
]);

export interface LayerConfig {
  readonly className: string;
  readonly name: string;
  readonly config: Readonly<Record<string, unknown>>;
  /** The layer's own JSON, for a model inside a model. */
  readonly raw: unknown;
  /** Per call, what it is called on. */
  readonly calls: readonly (readonly Reference[])[];
}

/** An output of one call of a layer. */
export interface Reference {
  readonly layer: string;
  readonly call: number;
  readonly output: number;
}

export interface ModelConfig {
  readonly layers: readonly LayerConfig[];
  readonly inputs: readonly Reference[];
  readonly outputs: readonly Reference[];
}

const models: ReadonlySet<string> = new Set(['Sequential', 'Functional', 'Model']);
export const isModel = (className: string): boolean => models.has(className);

const holder = z.object({ class_name: z.string(), config: z.unknown() });

/** Throws MODEL_INVALID, and MODEL_UNSUPPORTED for what is no model of layers. */
export function modelConfigOf(topology: unknown, path: string): ModelConfig {
  const outer = topology as Readonly<Record<string, unknown>>;
  const given = 'model_config' in outer ? outer['model_config'] : outer;
  const json: unknown = typeof given === 'string' ? JSON.parse(given) : given;
  const { class_name: className, config } = parsePart(holder, json, 'modelTopology', path);
  if (className === 'Sequential') return fromSequential(parsePart(sequential, config, 'model', path), path);
  if (!isModel(className)) {
    throw new CamlineError(
      'MODEL_UNSUPPORTED',
      `${path} is a Keras ${className}. Expected a Sequential or Functional model; save another as a graph model.`,
    );
  }
  const model = parsePart(functional, config, 'model', path);
  return {
    layers: model.layers.map((each) => layerOf(each, path)),
    inputs: model.input_layers.map(referenceOf),
    outputs: model.output_layers.map(referenceOf),
  };
}

type RawLayer = z.infer<typeof layer>;
type RawReference = z.infer<typeof reference>;

const referenceOf = ([layer, call, output]: RawReference): Reference => ({ layer, call, output });

function layerOf(raw: RawLayer, path: string): LayerConfig {
  const { class_name: className, config } = raw;
  const settings = Array.isArray(config) ? {} : config;
  const name = raw.name ?? settings['name'];
  const calls = (raw.inbound_nodes ?? []).map((given, index) =>
    parsePart(call, checkedCall(given, path), `layers.${String(name)}.inbound_nodes.${index}`, path),
  );
  return {
    className,
    name: typeof name === 'string' ? name : className,
    config: settings,
    raw,
    calls: calls.map((references) => references.map(referenceOf)),
  };
}

function checkedCall(given: unknown, path: string): unknown {
  if (Array.isArray(given)) return given;
  throw new CamlineError(
    'MODEL_UNSUPPORTED',
    `${path} was saved by Keras 3, whose models TensorFlow.js does not read. ` +
      'Save it with Keras 2 (TF_USE_LEGACY_KERAS=1), or convert a SavedModel to a graph model.',
  );
}

/** Each layer is called on the one before it. */
function fromSequential(given: z.infer<typeof sequential>, path: string): ModelConfig {
  const listed = (Array.isArray(given) ? given : given.layers).map((each) => layerOf(each, path));
  const layers = listed[0]?.className === 'InputLayer' ? listed : [impliedInput(listed[0]), ...listed];
  const output = (layer: LayerConfig): Reference => ({ layer: layer.name, call: 0, output: 0 });
  const chained = layers.map((layer, index) => ({
    ...layer,
    calls: index === 0 ? [] : [[output(layers[index - 1]!)]],
  }));
  return { layers: chained, inputs: [output(chained[0]!)], outputs: [output(chained.at(-1)!)] };
}

/** The first layer of a Sequential model says what the model takes; so does the first of a model inside it. */
function impliedInput(first: LayerConfig | undefined): LayerConfig {
  return {
    className: 'InputLayer',
    name: `${first?.name ?? 'layer'}_input`,
    config: { batch_input_shape: shapeTaken(first) },
    raw: null,
    calls: [],
  };
}

function shapeTaken(layer: LayerConfig | undefined): unknown {
  if (layer === undefined) return undefined;
  const own = layer.config['batch_input_shape'];
  if (own !== undefined || !isModel(layer.className)) return own;
  const inner = modelConfigOf(layer.raw, layer.name);
  return inner.layers.find(({ className }) => className === 'InputLayer')?.config['batch_input_shape'];
}
