import type { ObjectStore } from '../../storage/objectStore.ts';
import type { OkRecord, RunRecord } from '../../storage/record.ts';
import { readRecords } from '../../storage/records.ts';
import { table } from '../table.ts';

const classesShown = 3;

/** One line an image: its best classes, or why it failed. */
export async function imageLines(store: ObjectStore, run: string): Promise<string[]> {
  const rows: string[][] = [];
  for await (const { record } of readRecords(store, run)) rows.push(imageRow(record));
  return [...table(['IMAGE', 'TOP CLASSES'], rows), ''];
}

export const imageRow = (record: RunRecord): string[] => [
  record.key,
  record.status === 'ok'
    ? record.top5.slice(0, classesShown).map(classText).join(', ')
    : `failed: ${record.message} [${record.code}]`,
];

const classText = ({ index, name, probability }: OkRecord['top5'][number]): string =>
  `${name ?? `class ${index}`} ${probability.toFixed(2)}`;
