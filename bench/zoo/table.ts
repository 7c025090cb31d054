/** Which networks there are to open, and the part of them that an invocation asks for. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root, workFolder } from '../../scripts/lib/paths.mjs';

export const exporters = ['dynamo', 'script'] as const;
export type Exporter = (typeof exporters)[number];

export const libraries = ['torchvision', 'timm'] as const;

export interface Architecture {
  readonly name: string;
  readonly library: (typeof libraries)[number];
  /** Rows and columns of the input. */
  readonly size: number;
  readonly kind: string;
  /** Module whose output is the layer that a practitioner would choose: the last spatial map before pooling. */
  readonly layer: string;
  /** What the network does to that output before it is the last map. */
  readonly then?: 'relu';
  readonly view?: 'channelsLast';
  /** Leading tokens, rows and columns of the others. */
  readonly tokens?: readonly [number, number, number];
}

const architectures = JSON.parse(
  readFileSync(join(root, 'bench', 'zoo', 'architectures.json'), 'utf8'),
) as readonly Architecture[];

/** Where PyTorch's exports and answers lie, and what was measured of them. */
export const exportsFolder = join(workFolder, 'zoo');
export const folderOf = ({ name }: Architecture): string => join(exportsFolder, name);

export interface Selection {
  readonly only?: string | undefined;
  readonly library?: string | undefined;
}

/** Throws where a name is none of the table's. */
export function selected({ only, library }: Selection): readonly Architecture[] {
  const names = only?.split(',') ?? architectures.map(({ name }) => name);
  const unknown = names.filter((name) => !architectures.some((each) => each.name === name));
  if (unknown.length > 0) throw new Error(`Not in bench/zoo/architectures.json: ${unknown.join(', ')}.`);
  return architectures.filter(
    (each) => names.includes(each.name) && (library === undefined || library === each.library),
  );
}
