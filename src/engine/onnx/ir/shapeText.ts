import type { Dim } from './graph.ts';

/** "[n, 1280, 7, 7]" */
export const shapeText = (shape: readonly Dim[]): string =>
  `[${shape.map((dim) => (typeof dim === 'number' ? dim : `${dim.perImage === 1 ? '' : dim.perImage}n`)).join(', ')}]`;
