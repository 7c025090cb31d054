/** Layers by every name that a user may know them by. */
import { CamlineError, unknownName } from '../../../errors.ts';
import type { Layer } from '../../engine.ts';
import type { Graph, Value } from '../ir/graph.ts';
import { shapeText } from '../ir/shapeText.ts';
import { defaultLayer } from './defaultLayer.ts';
import { foldedAway, type FoldedAway } from './foldedAway.ts';
import { expandIndices, missingIndex } from './layerPath.ts';
import { readAsMap, type Grid, type Layout } from './layout.ts';
import { layoutsOf, tokenRows } from './layouts.ts';
import { bookkeepingOf } from './measure.ts';
import type { Layers } from './preparedModel.ts';
import type { Aliases } from './removeNoOps.ts';
import { checkGrid } from './tokenGrid.ts';

export interface LayerSources {
  /** Ready to run: what is not in it cannot be a layer. */
  readonly graph: Graph;
  /** As the file has it. */
  readonly original: Graph;
  /** Tensor that leaves each module, by the module's path. */
  readonly modules: ReadonlyMap<string, string>;
  /** Where the values of removed tensors live on. */
  readonly aliases: Aliases;
  /** Of tokens that do not tell theirs; null for a square one. */
  readonly grid: Grid | null;
}

/** Throws CONFIG_INVALID where a grid is given that the network's tokens do not fill. */
export function layersOf(sources: LayerSources): Layers {
  const layouts = layoutsOf(sources.graph, sources.grid);
  const rows = tokenRows(layouts);
  if (sources.grid !== null) checkGrid(sources.grid, rows);
  const sameForAll = bookkeepingOf(sources.graph);
  const values = sources.graph.nodes
    .flatMap((node) => node.outputs)
    .filter((value) => value.type === 'float32' && !sameForAll.has(value));
  const modules = survivingModules(sources);
  const paths = shortestPaths(modules);
  const fallback = defaultLayer(sources.graph, layouts);
  const all = values.map((value) => ({
    ...layerOf(value, paths, layouts.get(value)),
    isDefault: value === fallback,
  }));
  const tensorsOf = namesOf(sources, modules);
  const byTensor = new Map(all.map((layer) => [layer.tensor, layer]));
  return {
    all,
    resolve(name) {
      if (name === undefined) return all.find(({ isDefault }) => isDefault) ?? refuseDefault(rows, all);
      const paths = [...sources.modules.keys()];
      const path = expandIndices(name, paths);
      const tensor = tensorsOf(path).find((candidate) => byTensor.has(candidate));
      if (tensor !== undefined) return byTensor.get(tensor)!;
      const index = missingIndex(name, paths);
      if (index !== null) throw new CamlineError('LAYER_UNKNOWN', `Unknown layer "${name}": ${index}.`);
      const gone = foldedAway(path, sources.original, byTensor);
      if (gone !== null && gone.near.length > 0) throw foldedLayer(name, gone);
      throw unknownLayer(name, siblings(path, sources.graph, all));
    },
  };
}

/** Tensors that a name may mean, the most likely first. */
function namesOf(
  { original, aliases }: LayerSources,
  modules: ReadonlyMap<string, string>,
): (name: string) => string[] {
  const nodeOutputs = new Map(original.nodes.map((node) => [node.name, node.outputs[0]?.name]));
  return (name) =>
    [modules.get(name), name, nodeOutputs.get(name), lastInside(name, modules)]
      .filter((tensor) => tensor !== undefined)
      .map((tensor) => survivor(tensor, aliases));
}

function survivor(tensor: string, aliases: Aliases): string {
  let current = tensor;
  for (let next = aliases.get(current); next !== undefined; next = aliases.get(current)) current = next;
  return current;
}

const survivingModules = ({ modules, aliases }: LayerSources): ReadonlyMap<string, string> =>
  new Map([...modules].map(([path, tensor]) => [path, survivor(tensor, aliases)]));

/** "bn1", "_bn1", "norm", "batch_norm2": what leaves no trace, not even its name, in a file that was exported folded. */
const normLike = /(?:^|[._])(?:bn|norm|batch_?norm)_?\d*$/i;
const foldedNorm =
  ' If the network has such a batch norm, the exporter folded it into the convolution before it: take that one.';

function unknownLayer(name: string, choices: readonly Layer[]): CamlineError {
  const names = choices.map((layer) => layer.name);
  const { message } = unknownName('LAYER_UNKNOWN', 'layer', name, names);
  return new CamlineError('LAYER_UNKNOWN', message + (normLike.test(name) ? foldedNorm : ''));
}

function foldedLayer(name: string, { near, isConstant }: FoldedAway): CamlineError {
  const why = isConstant
    ? 'is the same for every image (weights, sizes, or what follows from them), so that no map can be made of it.'
    : 'has no tensor of its own in this file: it was folded into its neighbours, as a convolution and the batch norm ' +
      'behind it become one.';
  return new CamlineError(
    'LAYER_UNKNOWN',
    `Layer "${name}" ${why} The nearest that exist: ${near.map((layer) => `"${layer.name}"`).join(', ')}.`,
  );
}

/** The layers inside the module that `path` would belong to; all where there is no such module. */
function siblings(path: string, graph: Graph, all: readonly Layer[]): readonly Layer[] {
  const parent = path.slice(0, Math.max(0, path.lastIndexOf('.')));
  const inside = all.filter(({ tensor }) => graph.find(tensor)?.producer?.scopes.includes(parent));
  return inside.length > 0 ? inside : all;
}

function layerOf(
  value: Value,
  paths: ReadonlyMap<string, string>,
  layout: Layout | undefined,
): Omit<Layer, 'isDefault'> {
  const reading = readAsMap(layout, value.shape);
  return {
    name: paths.get(value.name) ?? value.name,
    tensor: value.name,
    view: reading?.view ?? null,
    spatial: reading?.spatial ?? null,
    shapeText: shapeText(value.shape ?? []),
    op: value.producer?.opType ?? '',
  };
}

/** By tensor; the outermost module where several end with the same one. */
function shortestPaths(modules: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  const shortest = new Map<string, string>();
  for (const [path, tensor] of modules) {
    const known = shortest.get(tensor);
    if (known === undefined || path.length < known.length) shortest.set(tensor, path);
  }
  return shortest;
}

/** A container that is never called itself (a list of modules) ends with its last member. */
function lastInside(path: string, modules: ReadonlyMap<string, string>): string | undefined {
  return [...modules].findLast(([member]) => member.startsWith(`${path}.`))?.[1];
}

function refuseDefault(rows: ReturnType<typeof tokenRows>, all: readonly Layer[]): never {
  if (all.some(({ spatial }) => spatial !== null)) {
    const message =
      'The network can be cut at none of its last maps. Name one of the layers that `camline layers` lists.';
    throw new CamlineError('LAYER_UNUSABLE', message);
  }
  const open = rows.filter(({ grid }) => grid === null).map(({ count }) => count);
  const way =
    open.length === 0
      ? 'Nothing in it has rows and columns of the image, so that no method that reads a layer can explain it. ' +
        'Methods of the whole input can: saliency, integratedgradients, occlusion, rise (see `camline methods`).'
      : `Its ${open.join(', ')} tokens an image make no square; say their rows and columns (--grid HxW).`;
  throw new CamlineError('LAYER_UNUSABLE', `The network has no spatial map to take as the layer. ${way}`);
}
