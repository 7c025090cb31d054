/**
 * The only place where object keys are made. Names come from the request, never from results, and hold nothing of
 * attempt, worker or time.
 */
import { safeImageKey } from './safeImageKey.ts';

const padded = (shard: number): string => String(shard).padStart(5, '0');

export const keys = {
  modelPrefix: (sha256: string): string => `models/${sha256}/`,
  /** `file`: its path from the model's folder. */
  model: (sha256: string, file: string): string => `models/${sha256}/${file}`,
  run: (run: string): string => `runs/${run}/run.json`,
  summary: (run: string): string => `runs/${run}/summary.json`,
  report: (run: string): string => `runs/${run}/report.html`,
  contactSheet: (run: string): string => `runs/${run}/contact-sheet.jpg`,
  manifestPrefix: (run: string): string => `runs/${run}/manifest/`,
  manifest: (run: string, part: number): string => `runs/${run}/manifest/part-${padded(part)}.jsonl`,
  recordPrefix: (run: string): string => `runs/${run}/records/`,
  record: (run: string, shard: number): string => `runs/${run}/records/shard-${padded(shard)}.jsonl`,
  timings: (run: string, shard: number): string => `runs/${run}/timings/shard-${padded(shard)}.json`,
  maps: (run: string, method: string, shard: number): string =>
    `runs/${run}/maps/${method}/shard-${padded(shard)}.npy`,
  /** `image` is the key in the manifest. `suffix` is "" for one class an image, ".c282" where several are explained. */
  heatmap: (run: string, method: string, image: string, suffix: string): string =>
    `runs/${run}/heatmaps/${method}/${safeImageKey(image)}${suffix}.png`,
  overlay: (run: string, method: string, image: string, suffix: string): string =>
    `runs/${run}/overlays/${method}/${safeImageKey(image)}${suffix}.jpg`,
} as const;

/** The shard number of a record's or map's key, or undefined for another object. */
export function shardOf(key: string): number | undefined {
  const match = /\/shard-(\d{5,})\.[a-z]+$/.exec(key);
  return match === null ? undefined : Number(match[1]);
}
