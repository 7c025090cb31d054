/** Names as their authors gave them: a Keras layer is a scope of node names, and ends with its last node. */
import type { NetworkNode } from '../network/network.ts';

export interface LayerNames {
  /** The scope that ends with the tensor, outermost first; else the tensor's own name. */
  readonly shown: (tensor: string) => string;
  /** Tensors that a name may mean, the most likely first. */
  readonly meant: (name: string) => string[];
}

/** @param nodes those that can be layers, in the order of execution */
export function layerNames(nodes: readonly NetworkNode[]): LayerNames {
  const prefix = commonScope(nodes.map(({ name }) => name));
  const inside = (name: string): string => (name.startsWith(prefix) ? name.slice(prefix.length) : name);
  const ends = scopeEnds(nodes, inside);
  const byTensor = new Map<string, string>();
  for (const [scope, tensor] of ends) {
    const known = byTensor.get(tensor);
    if (known === undefined || scope.length < known.length) byTensor.set(tensor, scope);
  }
  return {
    shown: (tensor) => byTensor.get(tensor) ?? tensor,
    meant: (name) => {
      const within = nodes.findLast((node) => isInside(node.name, name));
      return [name, `${prefix}${name}`, ends.get(name), within?.name].filter(
        (tensor) => tensor !== undefined,
      );
    },
  };
}

/** Whether a name of several parts has `scope` among them. */
export const isInside = (name: string, scope: string): boolean => `/${name}/`.includes(`/${scope}/`);

/** "StatefulPartitionedCall/resnet/": what every node of more than one part begins with. */
function commonScope(names: readonly string[]): string {
  const scopes = names.filter((name) => name.includes('/')).map((name) => name.split('/').slice(0, -1));
  // The last part of what is common may be the only layer there is.
  const [first = []] = scopes;
  let count = 0;
  const isShared = (place: number): boolean =>
    scopes.every((scope) => scope.length > place + 1 && scope[place] === first[place]);
  while (count < first.length && isShared(count)) count++;
  return first
    .slice(0, count)
    .map((part) => `${part}/`)
    .join('');
}

/** Every scope with the tensor of its last node. */
function scopeEnds(
  nodes: readonly NetworkNode[],
  inside: (name: string) => string,
): ReadonlyMap<string, string> {
  const ends = new Map<string, string>();
  for (const { name } of nodes) {
    const parts = inside(name).split('/').slice(0, -1);
    for (let count = 1; count <= parts.length; count++) ends.set(parts.slice(0, count).join('/'), name);
  }
  return ends;
}
