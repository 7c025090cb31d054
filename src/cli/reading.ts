/** How a model file is read where it does not tell by itself: the same options for every command that opens one. */
import { Option } from 'commander';
import type { OpenModelOptions } from '../model/types.ts';
import { gridSize } from './values.ts';

export type ReadingOptions = Pick<OpenModelOptions, 'grid' | 'output'>;

export const gridOption = (): Option =>
  new Option(
    '--grid <HxW>',
    "rows and columns of a transformer's patches, where neither the graph nor a square tells them",
  ).argParser(gridSize);

export const outputOption = (): Option =>
  new Option(
    '--output <name>',
    'the output of the file that holds the class scores (default: the first that does)',
  );

export const readingOf = ({ grid, output }: ReadingOptions): ReadingOptions => ({
  ...(grid !== undefined && { grid }),
  ...(output !== undefined && { output }),
});
