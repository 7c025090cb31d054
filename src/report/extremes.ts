/** The photographs that the network is surest and least sure of: bounded lists that take one record after another. Pure. */
import type { OkRecord } from '../storage/record.ts';

export interface ShownRecord {
  readonly record: OkRecord;
  readonly shard: number;
}

/** Of each kind. */
const most = 6;

const probabilityOf = ({ record }: ShownRecord): number => record.top5[0]?.probability ?? 0;

export class Extremes {
  #surest: ShownRecord[] = [];
  #leastSure: ShownRecord[] = [];

  /** In the order of the manifest: of equal ones the first stays. */
  add(shown: ShownRecord): void {
    this.#surest = kept(this.#surest, shown, (a, b) => probabilityOf(b) - probabilityOf(a));
    this.#leastSure = kept(this.#leastSure, shown, (a, b) => probabilityOf(a) - probabilityOf(b));
  }

  /** Surest first. */
  surest(): readonly ShownRecord[] {
    return this.#surest;
  }

  /** Least sure first. */
  leastSure(): readonly ShownRecord[] {
    return this.#leastSure;
  }
}

/** Sorting is stable. */
const kept = (
  list: readonly ShownRecord[],
  shown: ShownRecord,
  order: (a: ShownRecord, b: ShownRecord) => number,
): ShownRecord[] => {
  if (list.length === most && order(list[most - 1]!, shown) <= 0) return list as ShownRecord[];
  return [...list, shown].sort(order).slice(0, most);
};
