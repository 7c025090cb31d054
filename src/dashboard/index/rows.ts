/** Records as rows of the index. Pure. */
import type { Explained } from '../../storage/record.ts';
import type { CountedRecord } from '../../storage/records.ts';
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
  records.forEach((counted, line) => addRecord(rows, run, counted, line));
  return rows;
}

function addRecord(
  rows: ShardRows,
  run: number,
  { record, shard, generation }: CountedRecord,
  line: number,
): void {
  const position = shard * positionsPerShard + line;
  const place: Scalar[] = [run, position, shard, generation, record.key];
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
  for (const [at, explained] of record.explanations.entries()) {
    const { method, class: index, flat, energy, entropy, centerOfMass, figures } = explained;
    const [x, y] = centerOfMass ?? [null, null];
    const slot = slotOf(record.explanations, at);
    const map = [run, position, shard, method, index, slot];
    rows.maps.push([...map, flat, energy, entropy, x, y]);
    for (const [name, value] of Object.entries(figures ?? {})) rows.figures.push([...map, name, value]);
  }
}

/** 0 for the first class that the method explains in this image, 1 for the second, … */
export const slotOf = (explanations: readonly Pick<Explained, 'method'>[], at: number): number =>
  explanations.slice(0, at).filter(({ method }) => method === explanations[at]!.method).length;
