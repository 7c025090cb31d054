/** Lines of `records/shard-*.jsonl`: the only truth about what is done. */
import { z } from 'zod';

export const recordSchemaVersion = 1;

const explainedSchema = z.strictObject({
  class: z.int().nonnegative(),
  /** Id of the method, as in paths. */
  method: z.string(),
  /** Empty for methods of the whole network. */
  layers: z.array(z.string()),
  flat: z.boolean(),
  /** Raw map before relu and scaling. */
  rawMin: z.number(),
  rawMax: z.number(),
  /** Of the finished map [H, W] in 0..1: sum of squares over all pixels, divided by their number. */
  energy: z.number(),
  /** Shannon entropy of the map as a distribution over pixels, in bits; 0 for a flat map. */
  entropy: z.number(),
  /** Fractions of width and height; null for a flat map. */
  centerOfMass: z.tuple([z.number(), z.number()]).nullable(),
  /** Smallest box around the pixels at or above half of the maximum: x, y, width, height in network pixels. */
  box: z.tuple([z.int(), z.int(), z.int(), z.int()]).nullable(),
  /** Keys in the store; null where that output was not asked for. */
  heatmap: z.string().nullable(),
  overlay: z.string().nullable(),
  /** Figures of the method itself, e.g. `completenessGap`; absent where it has none. */
  figures: z.record(z.string(), z.number()).optional(),
  /** What the metrics asked for say, e.g. `road`; null where a figure is not defined for this map. */
  metrics: z.record(z.string(), z.number().nullable()).optional(),
  /** "metric:word" where a metric's figure stands on weak ground, e.g. "road:ties"; absent where none does. */
  metricFlags: z.array(z.string()).optional(),
});
export type Explained = z.infer<typeof explainedSchema>;

/** Every named number of a map: the method's own, and those of the metrics that were asked for where they are defined. */
export const namedFigures = ({ figures, metrics }: Explained): [name: string, value: number][] =>
  Object.entries({ ...figures, ...metrics }).filter((pair): pair is [string, number] => pair[1] !== null);

/** How photo pixels became network pixels: photo → resized → cropped. Offsets in pixels of the resized picture. */
export const transformSchema = z.strictObject({
  resizedWidth: z.int().positive(),
  resizedHeight: z.int().positive(),
  cropLeft: z.int().nonnegative(),
  cropTop: z.int().nonnegative(),
  cropWidth: z.int().positive(),
  cropHeight: z.int().positive(),
});

const okRecordSchema = z.strictObject({
  schema: z.literal(recordSchemaVersion),
  status: z.literal('ok'),
  key: z.string(),
  sha256: z.string(),
  width: z.int().positive(),
  height: z.int().positive(),
  transform: transformSchema,
  label: z.int().nullable(),
  top5: z.array(z.strictObject({ index: z.int(), name: z.string().nullable(), probability: z.number() })),
  explanations: z.array(explainedSchema),
});
export type OkRecord = z.infer<typeof okRecordSchema>;

const failedRecordSchema = z.strictObject({
  schema: z.literal(recordSchemaVersion),
  status: z.literal('failed'),
  key: z.string(),
  code: z.string(),
  message: z.string(),
});
export type FailedRecord = z.infer<typeof failedRecordSchema>;

export const recordSchema = z.discriminatedUnion('status', [okRecordSchema, failedRecordSchema]);
export type RunRecord = z.infer<typeof recordSchema>;
