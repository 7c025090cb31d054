/** The columns of `index.parquet`: a row for each class and method of an image, one row for an image that failed. Pure. */
import type { Explained, RunRecord } from '../storage/record.ts';

export interface IndexRow {
  readonly record: RunRecord;
  /** Absent where the image failed. */
  readonly explained: Explained | undefined;
  /** Names of classes by index. */
  readonly labels: readonly string[] | null;
  readonly shard: number;
  readonly generation: number;
}

type CellType = 'STRING' | 'INT32' | 'DOUBLE' | 'BOOLEAN';
type Cell = string | number | boolean | null | undefined;

export interface IndexColumn {
  readonly name: string;
  readonly type: CellType;
  readonly value: (row: IndexRow) => Cell;
}

type Column<Of> = readonly [name: string, type: CellType, value: (of: Of, row: IndexRow) => Cell];

/** @param part what the columns are about; their cells are empty in rows that have none */
const columnsOf =
  <Of>(part: (row: IndexRow) => Of | undefined) =>
  (columns: readonly Column<Of>[]): IndexColumn[] =>
    columns.map(([name, type, value]) => ({
      name,
      type,
      value: (row) => {
        const of = part(row);
        return of === undefined ? null : value(of, row);
      },
    }));

const ofRow = columnsOf((row) => row);
const ofImage = columnsOf(({ record }) => (record.status === 'ok' ? record : undefined));
const ofFailure = columnsOf(({ record }) => (record.status === 'failed' ? record : undefined));
const ofMap = columnsOf(({ explained }) => explained);

/** Numbers that have no column of their own; null stays where a metric has none for this map. */
const figuresJson = ({ figures, metrics }: Explained): string | null =>
  figures === undefined && metrics === undefined ? null : JSON.stringify({ ...figures, ...metrics });

/** In the order of the table. New ones go to the end: queries may name columns by place. */
export const indexColumns: readonly IndexColumn[] = [
  ...ofRow([
    ['key', 'STRING', ({ record }) => record.key],
    ['status', 'STRING', ({ record }) => record.status],
  ]),
  ...ofFailure([
    ['code', 'STRING', ({ code }) => code],
    ['message', 'STRING', ({ message }) => message],
  ]),
  ...ofImage([
    ['width', 'INT32', ({ width }) => width],
    ['height', 'INT32', ({ height }) => height],
    ['label', 'INT32', ({ label }) => label],
    ['label_name', 'STRING', ({ label }, { labels }) => (label === null ? null : labels?.[label])],
    ['top1', 'INT32', ({ top5 }) => top5[0]?.index],
    ['top1_name', 'STRING', ({ top5 }) => top5[0]?.name],
    ['top1_probability', 'DOUBLE', ({ top5 }) => top5[0]?.probability],
  ]),
  ...ofMap([
    ['method', 'STRING', ({ method }) => method],
    ['layers', 'STRING', ({ layers }) => layers.join(',')],
    ['class', 'INT32', (explained) => explained.class],
    ['class_name', 'STRING', (explained, { labels }) => labels?.[explained.class]],
    ['flat', 'BOOLEAN', ({ flat }) => flat],
    ['raw_min', 'DOUBLE', ({ rawMin }) => rawMin],
    ['raw_max', 'DOUBLE', ({ rawMax }) => rawMax],
    ['energy', 'DOUBLE', ({ energy }) => energy],
    ['entropy', 'DOUBLE', ({ entropy }) => entropy],
    ['center_x', 'DOUBLE', ({ centerOfMass }) => centerOfMass?.[0]],
    ['center_y', 'DOUBLE', ({ centerOfMass }) => centerOfMass?.[1]],
    ['box_x', 'INT32', ({ box }) => box?.[0]],
    ['box_y', 'INT32', ({ box }) => box?.[1]],
    ['box_width', 'INT32', ({ box }) => box?.[2]],
    ['box_height', 'INT32', ({ box }) => box?.[3]],
    ['heatmap', 'STRING', ({ heatmap }) => heatmap],
    ['overlay', 'STRING', ({ overlay }) => overlay],
    ['figures', 'STRING', figuresJson],
  ]),
  ...ofImage([['sha256', 'STRING', ({ sha256 }) => sha256]]),
  ...ofRow([
    ['shard', 'INT32', ({ shard }) => shard],
    ['generation', 'INT32', ({ generation }) => generation],
  ]),
];

/** The rows of an image. */
export function indexRows(
  counted: Omit<IndexRow, 'explained' | 'labels'>,
  labels: readonly string[] | null,
): IndexRow[] {
  const { record } = counted;
  const explanations =
    record.status === 'ok' && record.explanations.length > 0 ? record.explanations : [undefined];
  return explanations.map((explained) => ({ ...counted, explained, labels }));
}
