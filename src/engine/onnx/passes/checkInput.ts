import { CamlineError } from '../../../errors.ts';
import type { Dim, Graph } from '../ir/graph.ts';
import type { FileFacts } from '../wire/readModel.ts';
import type { DeclaredInput } from '../wire/readGraph.ts';

/** How a file takes its images: [n, C, H, W], or [n, H, W, C] as TensorFlow's do. */
export type ImageLayout = 'channelsFirst' | 'channelsLast';

/**
 * The one input is float32 with known channels, rows and columns; the channels are told by their count.
 * Throws MODEL_UNSUPPORTED, saying what was found.
 */
export function checkInput(graph: Graph, { path, inputs }: FileFacts): ImageLayout {
  const [input, ...others] = graph.inputs;
  const expected = 'Expected one float32 image input [n, C, H, W] or [n, H, W, C]';
  const refuse = (why: string): CamlineError =>
    new CamlineError('MODEL_UNSUPPORTED', `${path}: ${expected}; ${why}`);
  if (input === undefined) throw refuse(`the graph has no input. ${onlyImages}`);
  if (others.length > 0)
    throw refuse(`the graph has ${inputs.length}: ${inputs.map(described).join(', ')}. ${onlyImages}`);
  const found = described(inputs[0]!);
  if (input.type !== 'float32')
    throw refuse(`found ${found} of type ${input.type ?? 'unknown'}. ${otherTypes}`);
  if (inputs[0]!.dims?.length !== 4) throw refuse(`found ${found}.`);
  const { shape } = input;
  if (shape === null) throw refuse(`found ${found}.`);
  checkSize(inputs[0]!, shape, path);
  return colourCounts.has(shape[3]!) && !colourCounts.has(shape[1]!) ? 'channelsLast' : 'channelsFirst';
}

/** Of the images that the file takes at a time: one of 4 096 pixels a side has 50 million. */
const mostValues = 2 ** 26;

function checkSize(input: DeclaredInput, shape: readonly Dim[], path: string): void {
  const values = shape.reduce<number>((product, dim) => product * (typeof dim === 'number' ? dim : 1), 1);
  if (values <= mostValues) return;
  throw new CamlineError(
    'MODEL_TOO_LARGE',
    `${path} takes images ${described(input)}; up to ${mostValues} numbers at a time are supported. ` +
      'Export the network for smaller images or fewer at a time.',
  );
}

const onlyImages = 'Export the network with the image as its only input and everything else as constants.';
const otherTypes = 'Integers are taken only where the network casts them to float32 before anything else.';

export const colourCounts: ReadonlySet<unknown> = new Set([1, 3, 4]);

const described = ({ name, dims }: DeclaredInput): string =>
  `"${name}" ${dims === null ? 'of unknown shape' : `[${dims.map((dim) => dim ?? '?').join(', ')}]`}`;
