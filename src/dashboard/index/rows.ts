/** Records as rows of the index. Pure. */
import { namedFigures } from '../../storage/record.ts';
import type { CountedRecord } from '../../storage/records.ts';
import { slotsOf } from '../../storage/storedMap.ts';
import type { Scalar } from './database.ts';

export interface ShardRows {
  readonly images: Scalar[][];
  readonly maps: Scalar[][];
  readonly figures: Scalar[][];
}

/** A shard has at most this many lines: see `shardSize` of the request. */
const positionsPerShard = 4096;

/** @param records those that count of one shard, in the order of the manifest */
export function shardRows(run: number, records: readonly CountedRecord[]): ShardRows {
  const rows: ShardRows = { images: [], maps: [], figures: [] };
  records.forEach((counted, order) => addRecord(rows, run, counted, order));
  return rows;
}

function addRecord(
  rows: ShardRows,
  run: number,
  { record, shard, generation, line }: CountedRecord,
  order: number,
): void {
  const position = shard * positionsPerShard + order;
  const place: Scalar[] = [run, position, shard, generation, line, record.key];
  if (record.status === 'failed') {
    rows.images.push([...place, false, record.code, record.message, null, null, null]);
    return;
  }
  const first = record.top5[0];
  rows.images.push([
    ...place,
    true,
    null,
    null,
    record.label,
    first?.index ?? null,
    first?.probability ?? null,
  ]);
  const slots = slotsOf(record.explanations);
  for (const [at, explained] of record.explanations.entries()) {
    const { method, class: index, flat, energy, entropy, centerOfMass } = explained;
    const [x, y] = centerOfMass ?? [null, null];
    const map = [run, position, shard, method, index, slots[at]!];
    rows.maps.push([...map, flat, energy, entropy, x, y]);
    for (const figure of namedFigures(explained)) rows.figures.push([...map, ...figure]);
  }
}
