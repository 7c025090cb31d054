import { encodeRecords } from '../storage/records.ts';
import { sampleName } from '../storage/sampleName.ts';
import type { TarFile } from '../storage/tar.ts';
import type { FinishedImage } from './protocol.ts';

/** Members of a WebDataset shard, sample by sample, its record last; images that failed have none. */
export const shardSamples = (images: readonly FinishedImage[]): TarFile[] =>
  images.flatMap(({ record, sample }) => {
    if (sample.length === 0) return [];
    const name = sampleName(record.key);
    return [
      ...sample.map((file) => ({ name: `${name}.${file.name}`, bytes: file.bytes })),
      { name: `${name}.json`, bytes: encodeRecords([record]) },
    ];
  });
