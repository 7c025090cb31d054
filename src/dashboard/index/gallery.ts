/** Images of a view, page by page. */
import { numberOf, textOf, type Database, type Row, type Scalar } from './database.ts';
import type { GalleryView } from './view.ts';

export interface GalleryImage {
  readonly key: string;
  readonly shard: number;
  readonly generation: number;
  readonly ok: boolean;
  readonly code: string | null;
  readonly label: number | null;
  readonly predicted: number | null;
  readonly probability: number | null;
  /** Of the figure that the view is ordered by. */
  readonly figure: number | null;
}

export const pageSize = 60;

/** What a `GalleryImage` is made of, but for its figure; of `images i`. */
export const imageColumns = 'i.key, i.shard, i.generation, i.ok, i.code, i.label, i.predicted, i.probability';

interface Query {
  readonly from: string;
  readonly order: string;
  readonly values: Scalar[];
}

/** Column or figure, and direction; the place in the data set decides between equals. */
const orderColumns: Readonly<Record<string, string>> = {
  place: 'i.position',
  sure: 'i.probability DESC NULLS LAST, i.position',
  unsure: 'i.probability NULLS LAST, i.position',
  focused: 'm.entropy NULLS LAST, i.position',
  spread: 'm.entropy DESC NULLS LAST, i.position',
};

/** "figure:road" lowest first, "figure:road:most" highest first. */
const figureOrder = (order: string): { name: string; descending: boolean } | undefined => {
  const match = /^figure:([^:]+)(:most)?$/.exec(order);
  return match === null ? undefined : { name: match[1]!, descending: match[2] !== undefined };
};

function queryOf(run: number, view: GalleryView): Query {
  const values: Scalar[] = [run];
  const value = (given: Scalar): string => `$${values.push(given)}`;
  const ordered = figureOrder(view.order);
  const figure = ordered?.name ?? view.figure;
  const where = ['i.run = $1'];
  if (view.label !== undefined) where.push(`i.label = ${value(view.label)}`);
  if (view.predicted !== undefined) where.push(`i.predicted = ${value(view.predicted)}`);
  if (view.code !== undefined) where.push(`i.code = ${value(view.code)}`);
  if (view.least !== undefined) where.push(`i.probability >= ${value(view.least)}`);
  if (view.most !== undefined) where.push(`i.probability <= ${value(view.most)}`);
  if (view.find !== undefined) where.push(`contains(lower(i.key), lower(${value(view.find)}))`);
  if (view.verdict !== 'any') where.push(verdictFilters[view.verdict]);
  let from = 'images i';
  if (view.order === 'focused' || view.order === 'spread')
    from += ` LEFT JOIN maps m ON m.run = i.run AND m.position = i.position AND ${ofMap('m', view, value)}`;
  if (figure !== undefined) {
    from += ` LEFT JOIN figures f ON f.run = i.run AND f.position = i.position AND f.name = ${value(figure)} AND ${ofMap('f', view, value)}`;
    if (view.over !== undefined) where.push(`f.value >= ${value(view.over)}`);
    if (view.under !== undefined) where.push(`f.value <= ${value(view.under)}`);
  }
  const order =
    ordered === undefined
      ? (orderColumns[view.order] ?? orderColumns['place']!)
      : `f.value ${ordered.descending ? 'DESC' : 'ASC'} NULLS LAST, i.position`;
  return { from: `${from} WHERE ${where.join(' AND ')}`, order, values };
}

const verdictFilters = {
  right: 'i.label = i.predicted',
  wrong: 'i.label <> i.predicted',
  failed: 'NOT i.ok',
} as const satisfies Record<Exclude<GalleryView['verdict'], 'any'>, string>;

const ofMap = (table: string, view: GalleryView, value: (given: Scalar) => string): string =>
  `${table}.slot = ${value(view.slot)} AND ${table}.method = ${value(view.method ?? '')}`;

const figureColumn = ({ from }: Query): string => (from.includes(' figures f ') ? 'f.value' : 'NULL');

export async function galleryPage(
  database: Database,
  run: number,
  view: GalleryView,
): Promise<GalleryImage[]> {
  const query = queryOf(run, view);
  const rows = await database.rows(
    `SELECT ${imageColumns}, ${figureColumn(query)} AS figure
     FROM ${query.from} ORDER BY ${query.order} LIMIT ${pageSize} OFFSET ${(view.page - 1) * pageSize}`,
    query.values,
  );
  return rows.map(imageOf);
}

export async function galleryCount(database: Database, run: number, view: GalleryView): Promise<number> {
  const { from, values } = queryOf(run, view);
  const [row] = await database.rows(`SELECT count(*) AS images FROM ${from}`, values);
  return Number(row?.['images']);
}

/** The images before and after one in a view. */
export async function neighbours(
  database: Database,
  run: number,
  view: GalleryView,
  key: string,
): Promise<{ readonly before: string | null; readonly after: string | null; readonly page: number }> {
  const query = queryOf(run, view);
  const wanted = `$${query.values.push(key)}`;
  const [row] = await database.rows(
    `SELECT before, after, number FROM (
       SELECT i.key, lag(i.key) OVER w AS before, lead(i.key) OVER w AS after, row_number() OVER w AS number
       FROM ${query.from} WINDOW w AS (ORDER BY ${query.order})) WHERE key = ${wanted}`,
    query.values,
  );
  return {
    before: textOf(row, 'before'),
    after: textOf(row, 'after'),
    page: row === undefined ? 1 : Math.ceil(Number(row['number']) / pageSize),
  };
}

export async function findImage(
  database: Database,
  run: number,
  key: string,
): Promise<GalleryImage | undefined> {
  const [row] = await database.rows(
    `SELECT ${imageColumns}, NULL AS figure FROM images i WHERE i.run = $1 AND i.key = $2`,
    [run, key],
  );
  return row && imageOf(row);
}

/** What a run can be filtered by: classes that occur, and figures of its maps. */
export interface Choices {
  readonly labels: readonly number[];
  readonly predicted: readonly number[];
  readonly figures: readonly string[];
}

export async function galleryChoices(database: Database, run: number): Promise<Choices> {
  const classes = async (column: 'label' | 'predicted'): Promise<number[]> => {
    const sql = `SELECT DISTINCT ${column} AS class FROM images WHERE run = $1 AND ${column} IS NOT NULL ORDER BY class`;
    return (await database.rows(sql, [run])).map((row) => Number(row['class']));
  };
  const names = await database.rows('SELECT DISTINCT name FROM figures WHERE run = $1 ORDER BY name', [run]);
  return {
    labels: await classes('label'),
    predicted: await classes('predicted'),
    figures: names.map((row) => String(row['name'])),
  };
}

/** Of `imageColumns` and `figure`. */
export const imageOf = (row: Row): GalleryImage => ({
  key: String(row['key']),
  shard: Number(row['shard']),
  generation: Number(row['generation']),
  ok: row['ok'] === true,
  code: textOf(row, 'code'),
  label: numberOf(row, 'label'),
  predicted: numberOf(row, 'predicted'),
  probability: numberOf(row, 'probability'),
  figure: numberOf(row, 'figure'),
});
