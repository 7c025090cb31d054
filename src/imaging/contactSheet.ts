/** A sheet of pictures in rows and columns with headings, as one picture. */
import type { OverlayOptions, Sharp } from 'sharp';
import type { RgbImage } from './decode.ts';
import { sharp } from './sharp.ts';
import { shorten, textLine, type TextStyle } from './text.ts';

export interface SheetRow {
  readonly title: string;
  /** Further lines under the title; as many as fit are shown. */
  readonly lines: readonly string[];
  /** One a column; undefined is a picture that is missing, null a place where none belongs. */
  readonly pictures: readonly (RgbImage | undefined | null)[];
}

export interface Sheet {
  readonly title: string;
  readonly subtitle: string;
  readonly columns: readonly string[];
  readonly rows: readonly SheetRow[];
}

const encoders = {
  jpeg: (sheet: Sharp) => sheet.jpeg({ quality: 90, chromaSubsampling: '4:4:4' }),
  png: (sheet: Sharp) => sheet.png(),
};
export type SheetFormat = keyof typeof encoders;

/** Pixels. */
const margin = 36;
const headerHeight = 62;
const headingHeight = 26;
const labelWidth = 208;
const cell = 224;
const gap = 10;
const lineHeight = 20;
const labelCharacters = 27;

const background = '#ffffff';
const frame = '#f1f1f3';
const ink = '#1b1b1f';
const quietInk = '#6b6b76';

const titleStyle: TextStyle = { size: 22, weight: 'semibold', colour: ink };
const subtitleStyle: TextStyle = { size: 14, weight: 'regular', colour: quietInk };
const headingStyle: TextStyle = { size: 14, weight: 'semibold', colour: ink };
const lineStyle: TextStyle = { size: 13, weight: 'regular', colour: quietInk };

const columnLeft = (column: number): number => margin + labelWidth + column * (cell + gap);
const rowTop = (row: number): number => margin + headerHeight + headingHeight + row * (cell + gap);

/** The picture of a whole run at a glance: photographs downwards, methods to the right. */
export async function contactSheet(sheet: Sheet, format: SheetFormat = 'jpeg'): Promise<Uint8Array> {
  const width = columnLeft(Math.max(1, sheet.columns.length)) - gap + margin;
  const height = rowTop(Math.max(1, sheet.rows.length)) - gap + margin;
  const cells = await Promise.all(sheet.rows.flatMap(rowCells));
  const drawn = sharp({ create: { width, height, channels: 3, background } }).composite([
    ...header(sheet, width),
    ...sheet.rows.flatMap(rowLabel),
    ...cells,
  ]);
  return encoders[format](drawn).toBuffer();
}

function header({ title, subtitle, columns }: Sheet, width: number): OverlayOptions[] {
  const characters = Math.floor((width - 2 * margin) / 8);
  return [
    textLine(shorten(title, Math.floor(characters / 1.7)), margin, margin, titleStyle),
    textLine(shorten(subtitle, characters), margin, margin + 32, subtitleStyle),
    ...columns.map((name, column) =>
      textLine(shorten(name, labelCharacters), columnLeft(column), margin + headerHeight, headingStyle),
    ),
  ];
}

function rowLabel({ title, lines }: SheetRow, row: number): OverlayOptions[] {
  const fitting = lines.slice(0, Math.floor(cell / lineHeight) - 1);
  return [
    textLine(shorten(title, labelCharacters - 3), margin, rowTop(row), headingStyle),
    ...fitting.map((line, index) =>
      textLine(shorten(line, labelCharacters), margin, rowTop(row) + (index + 1) * lineHeight + 4, lineStyle),
    ),
  ];
}

const rowCells = ({ pictures }: SheetRow, row: number): Promise<OverlayOptions>[] =>
  pictures.flatMap((picture, column) =>
    picture === null ? [] : [placed(cellPicture(picture), columnLeft(column), rowTop(row))],
  );

const placed = async (
  picture: Promise<OverlayOptions>,
  left: number,
  top: number,
): Promise<OverlayOptions> => ({
  ...(await picture),
  left,
  top,
});

/** The picture within a square cell, its sides kept in proportion. */
async function cellPicture(picture: RgbImage | undefined): Promise<OverlayOptions> {
  if (picture === undefined) {
    return { input: { create: { width: cell, height: cell, channels: 3, background: frame } } };
  }
  const { data, width, height } = picture;
  const input = await sharp(data, { raw: { width, height, channels: 3 } })
    .resize(cell, cell, { fit: 'contain', background: frame, kernel: 'cubic' })
    .raw()
    .toBuffer();
  return { input, raw: { width: cell, height: cell, channels: 3 } };
}
