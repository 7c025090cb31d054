import type { LayerView } from '../../src/engine/engine.ts';
import type { Tensor } from '../../src/tensor/tensor.ts';

/** The tensor read as [n, C, h, w], element by element. */
export function asMap({ data, shape }: Tensor, view: LayerView): Tensor {
  const [count = 0, second = 0, third = 0, fourth = 0] = shape;
  if (view.kind === 'channelsFirst') return { data, shape };
  const leading = view.kind === 'tokens' ? view.leading : 0;
  const rows = view.kind === 'tokens' ? view.rows : second;
  const columns = view.kind === 'tokens' ? view.columns : third;
  const channels = view.kind === 'tokens' ? third : fourth;
  const values: number[] = [];
  for (let image = 0; image < count; image++)
    for (let channel = 0; channel < channels; channel++)
      for (let row = 0; row < rows; row++)
        for (let column = 0; column < columns; column++) {
          const position = leading + row * columns + column;
          values.push(data[(image * (leading + rows * columns) + position) * channels + channel]!);
        }
  return { data: Float32Array.from(values), shape: [count, channels, rows, columns] };
}
