/**
 * What settling a model's graph found, kept between processes: it takes seven runs of the network (measuring at two batch
 * sizes, comparing with the file), most of the time that opening a model takes. The graphs derived from it are not kept:
 * deriving one takes some milliseconds.
 */
import type { Graph } from '../ir/graph.ts';
import type { Network } from '../passes/settle.ts';
import { codeVersion } from './codeVersion.ts';
import { SealedFiles } from './sealedFiles.ts';
import { graphFrom, storedGraph, type StoredGraph } from './storedGraph.ts';

type StoredNetwork = Omit<Network, 'graph'> & { readonly graph: StoredGraph };

export interface NetworkKey {
  /** Folder of the cache, or null for none. */
  readonly folder: string | null;
  /** Of the model's file and its external data. */
  readonly sha256: string;
  /** Name of the output asked for. */
  readonly output: string | null;
  /** Rows and columns asked for, of a file that leaves them open. */
  readonly size: readonly [rows: number, columns: number] | null;
}

/**
 * The network that was kept under `key`, else what `settle` gives, which is then kept.
 *
 * @param original the graph as read from the file, float32 from here on; its weights are referred to
 */
export async function keptNetwork(
  { folder, sha256, output, size }: NetworkKey,
  original: Graph,
  settle: () => Promise<Network>,
): Promise<Network> {
  const files = new SealedFiles(folder);
  const key = JSON.stringify(['network', sha256, output, size, codeVersion()]);
  const kept = restored(await files.get(key), original);
  if (kept !== null) return kept;
  const network = await settle();
  await files.put(key, { ...network, graph: storedGraph(network.graph, original) } satisfies StoredNetwork);
  return network;
}

function restored(content: unknown, original: Graph): Network | null {
  if (content === null) return null;
  try {
    // The digest and the key, which names the code that wrote it, vouch for the shape.
    const kept = content as StoredNetwork;
    return { ...kept, graph: graphFrom(kept.graph, original) };
  } catch {
    return null;
  }
}
