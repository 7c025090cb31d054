import type { Dim, Graph } from '../ir/graph.ts';
import type { FileFacts } from '../wire/readModel.ts';
import { colourCounts } from './checkInput.ts';

/** What most classifiers were trained for. */
const usualSize = [224, 224] as const;

export interface SettledSize {
  /** Whether the file left rows or columns open. */
  readonly isOpen: boolean;
  /** Sentences for the user. */
  readonly notes: readonly string[];
}

/**
 * Sets what a file leaves open in its images' shape: rows and columns as asked for, else 224 x 224, channels as its first
 * convolution takes them. Exporters that leave every dimension open (Hugging Face Optimum) write channels first. Leaves what
 * is no batch of images alone.
 */
export function settleImageSize(
  graph: Graph,
  { inputs }: FileFacts,
  asked: readonly [rows: number, columns: number] | null,
): SettledSize {
  const [input] = graph.inputs;
  const dims = inputs[0]?.dims?.map((dim) => (typeof dim === 'number' && dim > 0 ? dim : null));
  if (input === undefined || dims?.length !== 4 || input.shape !== null) return { isOpen: false, notes: [] };
  const isLast = dims[1] === null && colourCounts.has(dims[3]);
  const [channelAxis, rowAxis, columnAxis] = isLast ? [3, 1, 2] : [1, 2, 3];
  const [rows, columns] = asked ?? usualSize;
  const sizes = dims.map((dim) => dim ?? 0);
  sizes[channelAxis] ||= channelsOf(graph);
  sizes[rowAxis] ||= rows;
  sizes[columnAxis] ||= columns;
  const batch: Dim = dims[0] ?? { perImage: 1 };
  input.shape = [batch, ...sizes.slice(1)];
  const sides = `${sizes[rowAxis]}x${sizes[columnAxis]}`;
  const isOpen = dims[rowAxis] === null || dims[columnAxis] === null;
  const note =
    `The file leaves the size of its images open; it is opened for ${sides} ` +
    '(rows x columns). Say another with --size HxW, or in a model card beside the file.';
  return { isOpen, notes: isOpen && asked === null ? [note] : [] };
}

function channelsOf(graph: Graph): number {
  const first = graph.nodes.find((node) => node.opType === 'Conv' && node.input(1)?.constant);
  const [, perGroup = 0] = first?.input(1)?.constant?.shape ?? [];
  const count = perGroup * (first?.int('group', 1) ?? 1);
  return colourCounts.has(count) ? count : 3;
}
