/**
 * A network as operations of TensorFlow, whichever format it came in. Networks are values: passes make new ones.
 *
 * A *tensor* is named by the node that makes it, "block1/Relu", and by "name:1" for the second output of one that has
 * several. Images are [n, rows, columns, channels] here.
 */
import { CamlineError } from '../../../errors.ts';

export type Attribute = number | boolean | string | readonly number[] | readonly string[];

export interface NetworkNode {
  readonly name: string;
  /** Name of a TensorFlow operation. */
  readonly op: string;
  /** Tensors. */
  readonly inputs: readonly string[];
  readonly attributes: Readonly<Record<string, Attribute>>;
  /** Made by taking an operation apart: no tensor of that name is in the file. */
  readonly internal?: true;
}

export interface Constant {
  readonly type: 'float32' | 'int32' | 'bool';
  readonly shape: readonly number[];
  readonly data: Float32Array | Int32Array | Uint8Array;
}

export interface NetworkInput {
  readonly name: string;
  /** Null where any number of images goes in. */
  readonly batch: number | null;
  readonly rows: number;
  readonly columns: number;
  readonly channels: number;
}

export interface NetworkOutput {
  /** As the user knows it. */
  readonly name: string;
  readonly tensor: string;
}

export interface Network {
  /** In an order in which they can be executed. */
  readonly nodes: readonly NetworkNode[];
  /** Constants by the name of their tensor. */
  readonly constants: ReadonlyMap<string, Constant>;
  readonly input: NetworkInput;
  readonly outputs: readonly NetworkOutput[];
}

/** Name of the node that makes `tensor`. */
export const producerName = (tensor: string): string => tensor.replace(/:\d+$/, '');

export const convolutions: ReadonlySet<string> = new Set(['Conv2D', 'DepthwiseConv2dNative']);

export const tensorsOf = (outputs: readonly NetworkOutput[]): string[] => outputs.map(({ tensor }) => tensor);

/** Nodes that read each tensor. */
export function usersOf(nodes: readonly NetworkNode[]): ReadonlyMap<string, readonly NetworkNode[]> {
  const users = new Map<string, NetworkNode[]>();
  for (const node of nodes) {
    for (const input of new Set(node.inputs)) users.set(input, [...(users.get(input) ?? []), node]);
  }
  return users;
}

export const nodesByName = (nodes: readonly NetworkNode[]): ReadonlyMap<string, NetworkNode> =>
  new Map(nodes.map((node) => [node.name, node]));

/** A list of integers. */
export function numbersOf(
  node: NetworkNode,
  name: string,
  fallback: readonly number[] = [],
): readonly number[] {
  const value = node.attributes[name];
  return Array.isArray(value) ? (value as readonly number[]) : fallback;
}

export function numberOf(node: NetworkNode, name: string, fallback: number): number {
  const value = node.attributes[name];
  return typeof value === 'number' ? value : fallback;
}

export const flagOf = (node: NetworkNode, name: string): boolean => node.attributes[name] === true;

export function textOf(node: NetworkNode, name: string, fallback = ''): string {
  const value = node.attributes[name];
  return typeof value === 'string' ? value : fallback;
}

export const unsupported = (node: NetworkNode, why: string): CamlineError =>
  new CamlineError('MODEL_UNSUPPORTED', `${node.op} (node "${node.name}"): ${why}`);
