import type { Graph } from '../ir/graph.ts';

/** Rewrites the graph in place without changing what it computes; says whether it changed anything. */
export type Pass = (graph: Graph) => boolean;
