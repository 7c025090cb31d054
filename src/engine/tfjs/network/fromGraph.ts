/** A graph model (a frozen TensorFlow graph) as a network. */
import { z } from 'zod';
import { CamlineError } from '../../../errors.ts';
import { invalidModel, parsePart, type ModelJson } from '../file/modelJson.ts';
import type { Weights } from '../file/readWeights.ts';
import { attributeSchema, decodeAttribute } from './attributes.ts';
import type { Attribute, Constant, Network, NetworkInput, NetworkNode, NetworkOutput } from './network.ts';
import { producerName, numbersOf, tensorsOf } from './network.ts';
import { sortNodes } from './sortNodes.ts';
import { splitFused } from './splitFused.ts';

const topologySchema = z.object({
  node: z.array(
    z.object({
      name: z.string(),
      op: z.string(),
      input: z.array(z.string()).nullish(),
      attr: z.record(z.string(), attributeSchema).nullish(),
    }),
  ),
});

const signatureSchema = z.object({
  outputs: z.record(z.string(), z.object({ name: z.string().nullish() })).nullish(),
});

const placeholders: ReadonlySet<string> = new Set(['Placeholder', 'PlaceholderV2']);

/** Throws MODEL_INVALID for a graph that is none, MODEL_UNSUPPORTED for one that takes no single image. */
export function networkFromGraph(json: ModelJson, weights: Weights, path: string): Network {
  const topology = parsePart(topologySchema, json.modelTopology, 'modelTopology', path);
  const all = topology.node.map(({ name, op, input, attr }) => ({
    name,
    op,
    inputs: (input ?? []).filter((tensor) => !tensor.startsWith('^')).map(plainName),
    attributes: attributesOf(attr ?? {}),
  }));
  const constants = constantsOf(all, weights, path);
  const outputs = outputsOf(all, json.signature, path);
  const nodes = all.filter(({ op }) => op !== 'Const' && !placeholders.has(op));
  checkInputs(nodes, new Set(all.map(({ name }) => name)), path);
  const sorted = sortNodes(nodes.flatMap(splitFused), tensorsOf(outputs), (name) =>
    invalidModel(path, `the node "${name}" depends on itself.`),
  );
  return { nodes: sorted, constants, input: inputOf(all, sorted, path), outputs };
}

/** "name:0" is the same tensor as "name". */
const plainName = (tensor: string): string => tensor.replace(/:0$/, '');

function attributesOf(
  encoded: Readonly<Record<string, z.infer<typeof attributeSchema>>>,
): Record<string, Attribute> {
  const decoded = Object.entries(encoded).map(([name, value]) => [name, decodeAttribute(value)] as const);
  return Object.fromEntries(decoded.filter((entry): entry is [string, Attribute] => entry[1] !== null));
}

function constantsOf(nodes: readonly NetworkNode[], weights: Weights, path: string): Map<string, Constant> {
  const constants = new Map<string, Constant>();
  for (const { name, op } of nodes) {
    if (op !== 'Const') continue;
    const weight = weights.get(name);
    if (weight === undefined)
      throw invalidModel(path, `the manifest has no weights for the constant "${name}".`);
    constants.set(name, weight);
  }
  return constants;
}

/** What the signature names, else every node that nobody reads. */
function outputsOf(nodes: readonly NetworkNode[], signature: unknown, path: string): NetworkOutput[] {
  const given = parsePart(signatureSchema.nullish(), signature, 'signature', path)?.outputs ?? {};
  const known = new Set(nodes.map(({ name }) => name));
  const named = Object.entries(given)
    .map(([key, { name }]) => plainName(name ?? key))
    .filter((tensor) => known.has(producerName(tensor)));
  const read = new Set(nodes.flatMap(({ inputs }) => inputs.map(producerName)));
  const ends = nodes.filter(({ name, op }) => !read.has(name) && op !== 'Const' && op !== 'NoOp');
  const tensors = named.length > 0 ? named : ends.map(({ name }) => name);
  return [...new Set(tensors)].map((tensor) => ({ name: tensor, tensor }));
}

function checkInputs(nodes: readonly NetworkNode[], known: ReadonlySet<string>, path: string): void {
  for (const { name, inputs } of nodes) {
    const missing = inputs.find((tensor) => !known.has(producerName(tensor)));
    if (missing !== undefined)
      throw invalidModel(path, `the node "${name}" reads "${missing}", which no node makes.`);
  }
}

/** The only placeholder that anything reads. */
function inputOf(nodes: readonly NetworkNode[], used: readonly NetworkNode[], path: string): NetworkInput {
  const read = new Set(used.flatMap(({ inputs }) => inputs.map(producerName)));
  const found = nodes.filter(({ name, op }) => placeholders.has(op) && read.has(name));
  const described = found.map((node) => `"${node.name}" [${numbersOf(node, 'shape').join(', ')}]`).join(', ');
  const [input] = found;
  const [batch = -1, rows = -1, columns = -1, channels = -1, ...more] =
    input === undefined ? [] : numbersOf(input, 'shape');
  if (found.length !== 1 || more.length > 0 || Math.min(rows, columns, channels) < 1) {
    throw new CamlineError(
      'MODEL_UNSUPPORTED',
      `Expected a network with one input of images [n, rows, columns, channels] of fixed size; ${path} takes ` +
        `${described || 'nothing'}. Convert it with the input's shape given.`,
    );
  }
  return { name: input!.name, batch: batch > 0 ? batch : null, rows, columns, channels };
}
