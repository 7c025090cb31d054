/** `runs/<run>/run.json`: what was asked for, by which version, and, once finished, the counts that prove it complete. */
import { z } from 'zod';
import { runRequestSchema } from '../config/runRequest.ts';
import { recordSchemaVersion } from './record.ts';

export const runFileSchema = z.strictObject({
  run: z.string(),
  request: runRequestSchema,
  requestHash: z.string(),
  camline: z.string(),
  recordSchema: z.literal(recordSchemaVersion),
  engine: z.strictObject({ name: z.string(), version: z.string(), device: z.string() }),
  /** Names of the layers that the request resolved to. */
  layers: z.array(z.string()),
  classCount: z.int().positive(),
  /** Removed activation, fixed batch and the like, in sentences. */
  notes: z.array(z.string()),
  images: z.int().nonnegative(),
  shards: z.int().nonnegative(),
  createdAt: z.iso.datetime(),
  /** The latest retry of failed images, under way where `finished` is null; null where there was none. */
  retry: z
    .strictObject({
      /** 1 for the first one. Its records are `shard-*.r1.jsonl`. */
      generation: z.int().positive(),
      /** Error codes whose images are tried again; null: all. */
      codes: z.array(z.string()).min(1).nullable(),
    })
    .nullable()
    .default(null),
  /** Null until every shard has its record and the report is written: this file is written last. `ok + failed = images`, always. */
  finished: z
    .strictObject({
      at: z.iso.datetime(),
      ok: z.int().nonnegative(),
      failed: z.int().nonnegative(),
      failedByCode: z.record(z.string(), z.int().positive()),
    })
    .nullable(),
});
export type RunFile = z.infer<typeof runFileSchema>;

/** 0: no image was tried again. */
export const generationOf = ({ retry }: Pick<RunFile, 'retry'>): number => retry?.generation ?? 0;
