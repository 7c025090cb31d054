/** The contact sheet's content: a row for a photograph, a column for a method; of several classes the first. */
import { contactSheet } from '../imaging/contactSheet.ts';
import type { RgbImage } from '../imaging/decode.ts';
import type { OkRecord } from '../storage/record.ts';
import type { RunFile } from '../storage/runFile.ts';
import { className, counted, layerList, methodTitle, percent } from './format.ts';
import type { Summary } from './summary.ts';

/** Rows of the sheet: what still prints on a page. */
export const sheetPhotographs = 24;

export interface SheetPhotograph {
  readonly record: OkRecord;
  readonly photograph: RgbImage | undefined;
  /** One for each of `record.explanations`. */
  readonly maps: readonly (RgbImage | undefined)[];
}

export function sheetOf(
  { run, request, layers }: RunFile,
  summary: Summary,
  photographs: readonly SheetPhotograph[],
): Promise<Uint8Array> {
  const failed = summary.failed === 0 ? [] : [`${counted(summary.failed, 'photograph')} failed`];
  const shown =
    photographs.length < summary.ok
      ? `the first ${photographs.length} of ${counted(summary.ok, 'photograph')}`
      : counted(summary.ok, 'photograph');
  return contactSheet({
    title: run,
    subtitle: [request.card.name, layerList(layers), shown, ...failed].join(' · '),
    columns: ['photograph', ...request.methods.map(methodTitle)],
    rows: photographs.map(({ record, photograph, maps }) => ({
      title: record.key,
      lines: [...record.top5.map(classLine), ...flatLines(record)],
      pictures: [photograph, ...request.methods.map((method) => firstMap(record, maps, method))],
    })),
  });
}

const classLine = ({ index, name, probability }: OkRecord['top5'][number]): string =>
  `${percent(probability)}  ${className(index, name)}`;

const flatLines = ({ explanations }: OkRecord): string[] =>
  [...new Set(explanations.filter(({ flat }) => flat).map(({ method }) => methodTitle(method)))].map(
    (title) => `flat: ${title}`,
  );

/** Explanations are in the order of the classes within a method. */
function firstMap(
  { explanations }: OkRecord,
  maps: readonly (RgbImage | undefined)[],
  method: string,
): RgbImage | undefined {
  return maps[explanations.findIndex((explained) => explained.method === method)];
}
