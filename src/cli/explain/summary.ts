/** What `camline explain` tells: the same figures for programs (JSON) and for people. Pure. */
import type { ModelFacts } from '../../engine/engine.ts';
import { table } from '../table.ts';
import { fileKinds, type FileKind } from './encodeFiles.ts';
import type { ExplainedClass, ExplainedPhoto, NamedClass } from './explained.ts';

/** Figures of a map without the map itself. */
type Figures = Omit<ExplainedClass, 'map' | 'layerMap' | 'values'>;

/** Where the files lie, by kind; absent where the method or the request has none. */
export type FilePaths = Readonly<Partial<Record<FileKind, string>>>;

export interface ClassSummary extends Figures {
  readonly files: FilePaths;
}

export interface PhotoSummary extends Omit<ExplainedPhoto, 'classes'> {
  /** Absolute. */
  readonly photo: string;
  readonly model: { readonly path: string; readonly sha256: string; readonly engine: string };
  readonly classes: readonly ClassSummary[];
}

export interface SummaryParts {
  readonly photo: string;
  readonly modelPath: string;
  readonly facts: ModelFacts;
  readonly explained: ExplainedPhoto;
  /** Per explained class. */
  readonly files: readonly ClassSummary['files'][];
}

export function photoSummary({ photo, modelPath, facts, explained, files }: SummaryParts): PhotoSummary {
  const { classes, ...rest } = explained;
  const engine = `${facts.engine} ${facts.engineVersion} (${facts.device})`;
  return {
    photo,
    model: { path: modelPath, sha256: facts.sha256, engine },
    ...rest,
    classes: classes.map(({ map: _map, layerMap: _layerMap, values: _values, ...figures }, index) => ({
      ...figures,
      files: files[index]!,
    })),
  };
}

export interface WrittenSummary {
  readonly summary: PhotoSummary;
  /** Where the figures were written as JSON. */
  readonly file: string;
}

/** The summary itself of one method, a list of several; with the place of the grid picture where there is one. */
export function photosJson(written: readonly WrittenSummary[], gridPicture: string | undefined): object {
  const summaries = written.map(({ summary }) => summary);
  const content = summaries.length === 1 ? summaries[0]! : { explanations: summaries };
  return { ...content, ...(gridPicture !== undefined && { gridPicture }) };
}

export function photosLines(written: readonly WrittenSummary[], gridPicture: string | undefined): string[] {
  return [
    ...table(['CLASS', 'NAME', 'PROBABILITY'], written[0]!.summary.top5.map(classRow)),
    '',
    ...written.flatMap(({ summary, file }) => [
      ...summary.classes.flatMap((explained) => classLines(summary, explained)),
      told('numbers', file),
    ]),
    ...(gridPicture === undefined ? [] : [told('grid', gridPicture)]),
  ];
}

const told = (what: string, where: string): string => `${what.padEnd(9)}${where}`;

const classRow = ({ index, name, probability }: NamedClass): string[] => [
  `${index}`,
  name ?? '',
  probability.toFixed(3),
];

function classLines(
  { method, layers }: PhotoSummary,
  { class: named, flat, files, figures }: ClassSummary,
): string[] {
  const name = named.name === null ? '' : ` (${named.name})`;
  const where = layers.length === 0 ? 'of the whole network' : `at ${layers.join(' + ')}`;
  return [
    `${method} ${where} for class ${named.index}${name}${flat ? ': nothing speaks for it, the map is empty' : ''}`,
    ...Object.entries(figures ?? {}).map(([figure, value]) => `${figure} ${value.toPrecision(3)}`),
    ...fileKinds.flatMap((kind) => (files[kind] === undefined ? [] : [told(kind, files[kind])])),
  ];
}
