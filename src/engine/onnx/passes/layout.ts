/** What the axes of a tensor count. */
import type { LayerView } from '../../engine.ts';
import type { Dim } from '../ir/graph.ts';

/** Patches of an image in a row, `leading` others (class, registers) before them; `grid` null where nothing tells it. */
export interface Tokens {
  readonly leading: number;
  readonly grid: Grid | null;
}
export type Grid = readonly [rows: number, columns: number];

export type Axis = 'image' | 'channel' | 'row' | 'column' | Tokens;

/** One per axis. */
export type Layout = readonly Axis[];

export const imageLayout: Layout = ['image', 'channel', 'row', 'column'];

export const isTokens = (axis: Axis | undefined): axis is Tokens => typeof axis === 'object';

/** The place of the tokens, -1 where there are none. */
export const tokenAxis = (layout: Layout): number => layout.findIndex(isTokens);

export interface Reading {
  readonly view: LayerView;
  readonly spatial: readonly [channels: number, rows: number, columns: number];
}

/** The tensor read as a spatial map of more than one position; null where it is none. */
export function readAsMap(layout: Layout | undefined, shape: readonly Dim[] | null): Reading | null {
  const [batch, ...sizes] = shape ?? [];
  const isPerImage = batch === 1 || (typeof batch === 'object' && batch.perImage === 1);
  if (layout === undefined || !isPerImage || sizes.some((size) => typeof size !== 'number')) return null;
  const reading = reads[layout.map(kindOf).join(' ')]?.(sizes as number[], layout.find(isTokens));
  return reading !== undefined && reading !== null && positions(reading) > 1 ? reading : null;
}

const kindOf = (axis: Axis): string => (isTokens(axis) ? 'tokens' : axis);

const positions = ({ spatial: [, rows, columns] }: Reading): number => rows * columns;

const reads: Readonly<Record<string, (sizes: number[], tokens: Tokens | undefined) => Reading | null>> = {
  'image channel row column': ([channels, rows, columns]) => ({
    view: { kind: 'channelsFirst' },
    spatial: [channels!, rows!, columns!],
  }),
  'image row column channel': ([rows, columns, channels]) => ({
    view: { kind: 'channelsLast' },
    spatial: [channels!, rows!, columns!],
  }),
  'image tokens channel': ([, channels], tokens) => {
    if (tokens === undefined || tokens.grid === null) return null;
    const [rows, columns] = tokens.grid;
    return {
      view: { kind: 'tokens', leading: tokens.leading, rows, columns },
      spatial: [channels!, rows, columns],
    };
  },
};
