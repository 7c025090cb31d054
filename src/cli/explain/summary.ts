/** What `camline explain` tells: the same figures for programs (JSON) and for people. Pure. */
import type { ModelFacts } from '../../engine/engine.ts';
import { isSmoothable } from '../../methods/method.ts';
import { methodNamed } from '../../methods/registry.ts';
import { table } from '../table.ts';
import { shownPath } from '../shownPath.ts';
import { fileKinds, fileLabel, type FileKind } from './encodeFiles.ts';
import type { ExplainedClass, ExplainedPhoto, NamedClass } from './explained.ts';

/** Figures of a map without the map itself. */
type Figures = Omit<ExplainedClass, 'map' | 'layerMap' | 'values'>;

/** Where the files lie, by kind; absent where the method or the request has none. */
export type FilePaths = Readonly<Partial<Record<FileKind, string>>>;

export interface ClassSummary extends Figures {
  readonly files: FilePaths;
}

/** As asked for. */
export interface Smoothing {
  readonly eigenSmooth: boolean;
  readonly augSmooth: boolean;
}

export interface PhotoSummary extends Omit<ExplainedPhoto, 'classes'> {
  /** Absolute. */
  readonly photo: string;
  readonly model: { readonly path: string; readonly sha256: string; readonly engine: string };
  /** Whether the option was given and changes this method's maps. */
  readonly eigenSmooth: boolean;
  readonly augSmooth: boolean;
  readonly classes: readonly ClassSummary[];
}

export interface SummaryParts {
  readonly photo: string;
  readonly modelPath: string;
  readonly facts: ModelFacts;
  readonly explained: ExplainedPhoto;
  readonly smoothing: Smoothing;
  /** Per explained class. */
  readonly files: readonly ClassSummary['files'][];
}

export function photoSummary({
  photo,
  modelPath,
  facts,
  explained,
  smoothing,
  files,
}: SummaryParts): PhotoSummary {
  const { classes, ...rest } = explained;
  const engine = `${facts.engine} ${facts.engineVersion} (${facts.device})`;
  return {
    photo,
    model: { path: modelPath, sha256: facts.sha256, engine },
    ...rest,
    eigenSmooth: smoothing.eigenSmooth && isSmoothable(methodNamed(explained.method)),
    augSmooth: smoothing.augSmooth,
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

/** @param cwd paths below it are shown relative to it */
export function photosLines(
  written: readonly WrittenSummary[],
  gridPicture: string | undefined,
  cwd: string,
): string[] {
  const told = (what: string, where: string): string => `${what.padEnd(9)}${shownPath(where, cwd)}`;
  return [
    ...table(['CLASS', 'NAME', 'PROBABILITY'], written[0]!.summary.top5.map(classRow)),
    '',
    ...written.flatMap(({ summary, file }) => [
      ...summary.classes.flatMap((explained) => classLines(summary, explained, told)),
      told('numbers', file),
    ]),
    ...(gridPicture === undefined ? [] : [told('grid', gridPicture)]),
  ];
}

/** One line for all flat maps, or undefined where there is none. */
export function flatWarning(written: readonly WrittenSummary[]): string | undefined {
  const flat = written.flatMap(({ summary }) =>
    summary.classes.filter((each) => each.flat).map((each) => mapName(summary, each)),
  );
  if (flat.length === 0) return undefined;
  return `warning: flat, all zeros: ${flat.join('; ')}. Nothing speaks for the class there: right where the network does not see it; else try another layer (camline layers)`;
}

const classRow = ({ index, name, probability }: NamedClass): string[] => [
  `${index}`,
  name ?? '',
  probability.toFixed(3),
];

function classLines(
  summary: PhotoSummary,
  explained: ClassSummary,
  told: (what: string, where: string) => string,
): string[] {
  const { flat, files, figures } = explained;
  return [
    `${mapName(summary, explained)}${flat ? ': flat, nothing speaks for it' : ''}`,
    ...Object.entries(figures ?? {}).map(
      ([figure, value]) => `${figure} ${Number.isInteger(value) ? value : value.toPrecision(3)}`,
    ),
    ...fileKinds.flatMap((kind) => (files[kind] === undefined ? [] : [told(fileLabel(kind), files[kind])])),
  ];
}

/** "gradcam at head for class 282 (tiger cat)" */
function mapName({ method, layers }: PhotoSummary, { class: named }: ClassSummary): string {
  const name = named.name === null ? '' : ` (${named.name})`;
  const where = layers.length === 0 ? 'of the whole network' : `at ${layers.join(' + ')}`;
  return `${method} ${where} for class ${named.index}${name}`;
}
