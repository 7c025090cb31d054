/** The classic figure: the photograph once, then a column a layer; a row for each method and class. */
import { contactSheet, type Sheet, type SheetFormat, type SheetRow } from '../../imaging/contactSheet.ts';
import type { RgbImage } from '../../imaging/decode.ts';
import { mapPicture } from '../../imaging/mapPicture.ts';
import type { Preprocessed } from '../../imaging/preprocess.ts';
import { methodNamed } from '../../methods/registry.ts';
import type { ModelCard } from '../../config/modelCard.ts';
import type { Classifier } from '../classifier.ts';
import type { ExplainedClass, ExplainedPhoto } from './explained.ts';
import type { PhotoResults } from './explainPhoto.ts';

const wholeNetwork = 'whole network';

/** JPEG or PNG. */
export const gridPicture = (
  title: string,
  { card }: Pick<Classifier, 'card'>,
  { crop }: Pick<Preprocessed, 'crop'>,
  results: PhotoResults,
  format: SheetFormat,
): Promise<Uint8Array> => contactSheet(gridSheet(title, card, crop, results), format);

/** Pure. Methods of the whole network have a column of their own, the last. */
export function gridSheet(
  title: string,
  { name: modelName, channels }: Pick<ModelCard, 'name' | 'channels'>,
  crop: RgbImage,
  { methods, single }: Pick<PhotoResults, 'methods' | 'single'>,
): Sheet {
  const columns = [...new Set(single.filter(({ layers }) => layers.length > 0).map(columnOf))];
  if (single.some(({ layers }) => layers.length === 0)) columns.push(wholeNetwork);
  const rows = methods.flatMap(({ method, classes }, number) =>
    classes.map((each, index): SheetRow => {
      const isFirst = number === 0 && index === 0;
      const cells = columns.map((column) =>
        single.find((cell) => cell.method === method && columnOf(cell) === column),
      );
      return {
        title: methodNamed(method).title,
        lines: rowLines(
          each,
          columns,
          cells.map((cell) => cell?.classes[index]),
        ),
        pictures: [isFirst ? crop : null, ...cells.map((cell) => cellPicture(cell, index, crop, channels))],
      };
    }),
  );
  const best = methods[0]?.top5[0];
  const answer =
    best === undefined ? [] : [`${best.name ?? `class ${best.index}`} ${best.probability.toFixed(2)}`];
  return { title, subtitle: [modelName, ...answer].join(' · '), columns: ['photograph', ...columns], rows };
}

/** Null where the method has nothing to show in that column. */
function cellPicture(
  cell: ExplainedPhoto | undefined,
  index: number,
  crop: RgbImage,
  channels: ModelCard['channels'],
): RgbImage | null {
  if (cell === undefined) return null;
  const { map, values } = cell.classes[index]!;
  return mapPicture(cell.look, { map: map.data, values: values?.data ?? null }, crop, channels);
}

const columnOf = ({ layers }: ExplainedPhoto): string =>
  layers.length === 0 ? wholeNetwork : layers.join(' + ');

/** The class, and where nothing speaks for it. */
function rowLines(
  { class: { index, name, probability } }: ExplainedClass,
  columns: readonly string[],
  cells: readonly (ExplainedClass | undefined)[],
): string[] {
  const flat = columns.filter((_, column) => cells[column]?.flat === true);
  return [
    name ?? `class ${index}`,
    `class ${index}, ${probability.toFixed(3)}`,
    ...flat.map((column) => `flat at ${column}`),
  ];
}
