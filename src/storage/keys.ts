/**
 * The only place where object keys are made. Names come from the request, never from results, and hold nothing of
 * attempt, worker or time. What a retry adds carries its generation: "shard-00000.r1.jsonl" beside "shard-00000.jsonl".
 */
import type { OutputKind } from '../config/runRequest.ts';
import { safeImageKey } from './safeImageKey.ts';

const padded = (number: number): string => String(number).padStart(5, '0');

/** @param generation 0: the run itself; 1, 2, …: its retries */
const shardName = (shard: number, generation: number): string =>
  `shard-${padded(shard)}${generation === 0 ? '' : `.r${generation}`}`;

export const keys = {
  modelPrefix: (sha256: string): string => `models/${sha256}/`,
  /** `file`: its path from the model's folder. */
  model: (sha256: string, file: string): string => `models/${sha256}/${file}`,
  runPrefix: (run: string): string => `runs/${run}/`,
  run: (run: string): string => `runs/${run}/run.json`,
  summary: (run: string): string => `runs/${run}/summary.json`,
  report: (run: string): string => `runs/${run}/report.html`,
  index: (run: string): string => `runs/${run}/index.parquet`,
  contactSheet: (run: string): string => `runs/${run}/contact-sheet.jpg`,
  manifest: (run: string, part: number): string => `runs/${run}/manifest/part-${padded(part)}.jsonl`,
  /** Without a slash at the end: for messages. */
  folder: (run: string, kind: OutputKind | 'records'): string => `runs/${run}/${kind}`,
  recordPrefix: (run: string): string => `runs/${run}/records/`,
  outputPrefix: (run: string, kind: OutputKind): string => `runs/${run}/${kind}/`,
  record: (run: string, shard: number, generation = 0): string =>
    `runs/${run}/records/${shardName(shard, generation)}.jsonl`,
  timingsPrefix: (run: string): string => `runs/${run}/timings/`,
  timings: (run: string, shard: number, generation = 0): string =>
    `runs/${run}/timings/${shardName(shard, generation)}.json`,
  maps: (run: string, method: string, shard: number, generation = 0): string =>
    `runs/${run}/maps/${method}/${shardName(shard, generation)}.npy`,
  features: (run: string, shard: number, generation = 0): string =>
    `runs/${run}/features/${shardName(shard, generation)}.npy`,
  webdataset: (run: string, shard: number, generation = 0): string =>
    `runs/${run}/webdataset/${shardName(shard, generation)}.tar`,
  /** `image` is the key in the manifest. `suffix` is "" for one class an image, ".c282" where several are explained. */
  heatmap: (run: string, method: string, image: string, suffix: string): string =>
    `runs/${run}/heatmaps/${method}/${safeImageKey(image)}${suffix}.png`,
  overlay: (run: string, method: string, image: string, suffix: string): string =>
    `runs/${run}/overlays/${method}/${safeImageKey(image)}${suffix}.jpg`,
} as const;

export interface ShardKey {
  readonly shard: number;
  readonly generation: number;
}

/** Shard and generation of a record's or map's key, or undefined for another object. */
export function shardOf(key: string): ShardKey | undefined {
  const match = /\/shard-(\d{5,})(?:\.r([1-9]\d*))?\.[a-z]+$/.exec(key);
  return match === null ? undefined : { shard: Number(match[1]), generation: Number(match[2] ?? 0) };
}
