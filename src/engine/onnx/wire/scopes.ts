/**
 * Module paths as PyTorch and Keras users write them, from what each exporter leaves in the file.
 *
 * TorchScript exporter: the node's name, "/layer4/layer4.0/downsample/downsample.0/Conv", where a child of a container
 * repeats the container's own name; a module that is called again gets "_1" behind its name. Dynamo exporter: metadata
 * `pkg.torch.onnx.name_scopes`, a Python list of full paths, root first and operation last. tf2onnx: names of tensors,
 * "StatefulPartitionedCall/keras_net/block5_out/Relu:0"; a node keeps the name of the convolution that it was even where
 * it has swallowed the batch norm behind it, so the node's own name counts only where its tensor has none.
 */
export interface ScopeSource {
  readonly name: string;
  /** Name of the node's first tensor. */
  readonly output: string;
  readonly nameScopes: string | undefined;
}

/** Per node, its module path from the outside in; empty where there is none. */
export function moduleScopes(nodes: readonly ScopeSource[]): string[][] {
  const fromNames = nodes.map(({ name }) => fromNodeName(name));
  const known = new Set(fromNames.flat());
  const keras = kerasScopes(nodes);
  return nodes.map(({ nameScopes }, index) => {
    if (nameScopes !== undefined) return fromNameScopes(nameScopes);
    return keras[index] ?? withoutCallNumbers(fromNames[index]!, known);
  });
}

/** Undefined for a node that has no path of that form. The path that all have in common is the network's own name. */
function kerasScopes(nodes: readonly ScopeSource[]): (string[] | undefined)[] {
  const paths = nodes.map(kerasPath);
  const found = paths.filter((path) => path !== undefined);
  const deepest = Math.max(0, ...found.map((path) => path.length));
  const common = Math.min(commonLength(found), deepest - 1);
  return paths.map((path) => path?.slice(common).map((_, depth, own) => own.slice(0, depth + 1).join('.')));
}

/** "keras_net/block5_out/Relu:0" gives keras_net, block5_out. What the converter put in itself ends in "__7". */
function kerasPath({ name, output }: ScopeSource): string[] | undefined {
  const isPath = (text: string): boolean => /^[^/]+\//.test(text);
  const path = [output, name].find(isPath);
  return path === undefined || /__\d+(:\d+)?$/.test(path) ? undefined : path.split('/').slice(0, -1);
}

function commonLength([first = [], ...others]: readonly (readonly string[])[]): number {
  const differs = first.findIndex((segment, depth) => others.some((path) => path[depth] !== segment));
  return differs === -1 ? first.length : differs;
}

/** `"['', 'layer4', 'layer4.0', 'relu_18']"` gives layer4, layer4.0. */
function fromNameScopes(list: string): string[] {
  const entries = [...list.matchAll(/'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)"/g)];
  return entries
    .slice(0, -1)
    .map((match) => match[1] ?? match[2] ?? '')
    .filter((path) => path !== '');
}

function fromNodeName(name: string): string[] {
  if (!name.startsWith('/')) return [];
  const segments = name.split('/').slice(1, -1);
  const paths: string[] = [];
  segments.forEach((segment, depth) => {
    const parent = segments[depth - 1];
    const own =
      parent !== undefined && segment.startsWith(`${parent}.`) ? segment.slice(parent.length + 1) : segment;
    paths.push(depth === 0 ? own : `${paths[depth - 1]}.${own}`);
  });
  return paths;
}

/** "layer4.0.relu_2" is a later call of "layer4.0.relu" where that exists: one module, one path. */
function withoutCallNumbers(scopes: readonly string[], known: ReadonlySet<string>): string[] {
  const paths: string[] = [];
  scopes.forEach((scope, depth) => {
    const own = depth === 0 ? scope : scope.slice(scopes[depth - 1]!.length + 1);
    const base = own.replace(/_\d+$/, '');
    const parents = depth === 0 ? [''] : [`${scopes[depth - 1]}.`, `${paths[depth - 1]}.`];
    const isLaterCall = base !== own && parents.some((parent) => known.has(parent + base));
    paths.push(parents.at(-1)! + (isLaterCall ? base : own));
  });
  return paths;
}
