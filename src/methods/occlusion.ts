import { defineAttribution } from './method.ts';

/** For inputs of 224 pixels; other sizes in proportion. */
const reference = { size: 224, window: 16, stride: 8 } as const;

/** Left (or top) edges of the windows: every `stride`, and one that ends at the border. */
export function windowStarts(size: number, window: number, stride: number): number[] {
  const last = Math.max(size - window, 0);
  const starts = Array.from({ length: Math.floor(last / stride) + 1 }, (_, index) => index * stride);
  return starts.at(-1) === last ? starts : [...starts, last];
}

/**
 * How much the logit falls when a square is painted over with the mean colour (0 in normalised space): each pixel gets the
 * mean fall over the squares that cover it. No layer and no gradient.
 *
 * @source Zeiler & Fergus, Visualizing and Understanding Convolutional Networks, ECCV 2014, section 4.2
 */
export const occlusion = defineAttribution({
  name: 'occlusion',
  id: 'occlusion',
  title: 'Occlusion',
  paper: 'Zeiler & Fergus, ECCV 2014',
  url: 'https://arxiv.org/abs/1311.2901',
  formula: 'mean over covering squares of z(x) - z(x without the square)',
  needs: ['perturbedScores'],
  passes: 729,
  look: 'overlay',
  attribute: async ({ image, logit, scoresAt }) => {
    const [, rows = 0, columns = 0] = image.shape;
    const size = Math.min(rows, columns);
    const window = Math.max(1, Math.round((size * reference.window) / reference.size));
    const stride = Math.max(1, Math.round((size * reference.stride) / reference.size));
    const corners = windowStarts(rows, window, stride).flatMap((top) =>
      windowStarts(columns, window, stride).map((left) => ({ top, left })),
    );
    const { logits } = await scoresAt(corners.length, (index, out) => {
      out.set(image.data);
      eachPixel(corners[index]!, window, rows, columns, (pixel) => {
        for (let at = pixel; at < out.length; at += rows * columns) out[at] = 0;
      });
    });
    const falls = new Float64Array(rows * columns);
    const covers = new Uint32Array(rows * columns);
    corners.forEach((corner, index) =>
      eachPixel(corner, window, rows, columns, (pixel) => {
        falls[pixel]! += logit - logits[index]!;
        covers[pixel]! += 1;
      }),
    );
    const data = Float32Array.from(falls, (fall, pixel) => fall / covers[pixel]!);
    return { values: { data, shape: [1, rows, columns] }, figures: {} };
  },
});

function eachPixel(
  { top, left }: { readonly top: number; readonly left: number },
  window: number,
  rows: number,
  columns: number,
  visit: (pixel: number) => void,
): void {
  for (let row = top; row < Math.min(top + window, rows); row++) {
    for (let column = left; column < Math.min(left + window, columns); column++)
      visit(row * columns + column);
  }
}
