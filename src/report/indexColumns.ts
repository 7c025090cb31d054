/** The columns of `index.parquet`: a row for each class and method of an image, one row for an image that failed. Pure. */
import type { Explained, OkRecord, RunRecord } from '../storage/record.ts';

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

const ofImage = (value: (record: OkRecord, row: IndexRow) => Cell) => (row: IndexRow) =>
  row.record.status === 'ok' ? value(row.record, row) : null;
const ofFailure = (name: 'code' | 'message') => (row: IndexRow) =>
  row.record.status === 'failed' ? row.record[name] : null;
const ofMap = (value: (explained: Explained, row: IndexRow) => Cell) => (row: IndexRow) =>
  row.explained === undefined ? null : value(row.explained, row);

const column = (name: string, type: CellType, value: IndexColumn['value']): IndexColumn => ({
  name,
  type,
  value,
});

/** In the order of the table. New ones go to the end: queries may name columns by place. */
export const indexColumns: readonly IndexColumn[] = [
  column('key', 'STRING', ({ record }) => record.key),
  column('status', 'STRING', ({ record }) => record.status),
  column('code', 'STRING', ofFailure('code')),
  column('message', 'STRING', ofFailure('message')),
  column(
    'width',
    'INT32',
    ofImage(({ width }) => width),
  ),
  column(
    'height',
    'INT32',
    ofImage(({ height }) => height),
  ),
  column(
    'label',
    'INT32',
    ofImage(({ label }) => label),
  ),
  column(
    'label_name',
    'STRING',
    ofImage(({ label }, { labels }) => (label === null ? null : labels?.[label])),
  ),
  column(
    'top1',
    'INT32',
    ofImage(({ top5 }) => top5[0]?.index),
  ),
  column(
    'top1_name',
    'STRING',
    ofImage(({ top5 }) => top5[0]?.name),
  ),
  column(
    'top1_probability',
    'DOUBLE',
    ofImage(({ top5 }) => top5[0]?.probability),
  ),
  column(
    'method',
    'STRING',
    ofMap(({ method }) => method),
  ),
  column(
    'layers',
    'STRING',
    ofMap(({ layers }) => layers.join(',')),
  ),
  column(
    'class',
    'INT32',
    ofMap((explained) => explained.class),
  ),
  column(
    'class_name',
    'STRING',
    ofMap((explained, { labels }) => labels?.[explained.class]),
  ),
  column(
    'flat',
    'BOOLEAN',
    ofMap(({ flat }) => flat),
  ),
  column(
    'raw_min',
    'DOUBLE',
    ofMap(({ rawMin }) => rawMin),
  ),
  column(
    'raw_max',
    'DOUBLE',
    ofMap(({ rawMax }) => rawMax),
  ),
  column(
    'energy',
    'DOUBLE',
    ofMap(({ energy }) => energy),
  ),
  column(
    'entropy',
    'DOUBLE',
    ofMap(({ entropy }) => entropy),
  ),
  column(
    'center_x',
    'DOUBLE',
    ofMap(({ centerOfMass }) => centerOfMass?.[0]),
  ),
  column(
    'center_y',
    'DOUBLE',
    ofMap(({ centerOfMass }) => centerOfMass?.[1]),
  ),
  column(
    'box_x',
    'INT32',
    ofMap(({ box }) => box?.[0]),
  ),
  column(
    'box_y',
    'INT32',
    ofMap(({ box }) => box?.[1]),
  ),
  column(
    'box_width',
    'INT32',
    ofMap(({ box }) => box?.[2]),
  ),
  column(
    'box_height',
    'INT32',
    ofMap(({ box }) => box?.[3]),
  ),
  column(
    'heatmap',
    'STRING',
    ofMap(({ heatmap }) => heatmap),
  ),
  column(
    'overlay',
    'STRING',
    ofMap(({ overlay }) => overlay),
  ),
  /** What has no column of its own, as JSON: figures of the method. */
  column(
    'figures',
    'STRING',
    ofMap(({ figures }) => (figures === undefined ? null : JSON.stringify(figures))),
  ),
  column(
    'sha256',
    'STRING',
    ofImage(({ sha256 }) => sha256),
  ),
  column('shard', 'INT32', ({ shard }) => shard),
  column('generation', 'INT32', ({ generation }) => generation),
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
