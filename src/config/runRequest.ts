/**
 * What a run is: data set, model, methods, layers, classes, outputs. The request is stored in `run.json`, its hash is the
 * run's identity, and everything that changes a byte of the results is in it (machine speed and worker count are not).
 */
import { createHash } from 'node:crypto';
import { z } from 'zod';
import { channelBudgetSchema } from './channelBudget.ts';
import { modelCardSchema } from './modelCard.ts';

export const requestSchemaVersion = 1;

export const outputKinds = ['heatmaps', 'overlays', 'maps', 'features', 'webdataset'] as const;
export type OutputKind = (typeof outputKinds)[number];

export const overlayGrounds = ['crop', 'photo'] as const;
export type OverlayGround = (typeof overlayGrounds)[number];

export const mostTopClasses = 100;

/**
 * Which classes of an image are explained: the prediction, the label, the label where there is one, the N best ("top5"), the
 * class that another run explained, or the same list for all.
 */
export const classChoiceSchema = z.union([
  z.literal('pred'),
  z.literal('label'),
  z.literal('label-or-pred'),
  /** "as:RUN": the class that RUN, in the same destination, explained for that image. */
  z.templateLiteral(['as:', z.string()]).refine((text) => /^as:[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/.test(text)),
  z
    .templateLiteral(['top', z.int()])
    .refine((text) => /^top[1-9]\d{0,2}$/.test(text) && Number(text.slice(3)) <= mostTopClasses),
  z.array(z.int().nonnegative()).min(1),
]);
export type ClassChoice = z.infer<typeof classChoiceSchema>;

/** RUN of "as:RUN"; null for every other choice. */
export const otherRun = (choice: ClassChoice): string | null =>
  typeof choice === 'string' && choice.startsWith('as:') ? choice.slice('as:'.length) : null;

/** N of "topN"; null for every other choice. */
export const topCount = (choice: ClassChoice): number | null =>
  typeof choice === 'string' && choice.startsWith('top') ? Number(choice.slice('top'.length)) : null;

/** Symbolic links may lead out of the folder: data sets are often folders of links. Absent: they may not. */
const followLinks = z.literal(true).optional();

/** Whether a request can give an image several classes: names of results follow from that. */
export const severalClasses = ({ classes }: { readonly classes: ClassChoice }): boolean =>
  (topCount(classes) ?? (Array.isArray(classes) ? classes.length : 1)) > 1;

/** Paths are absolute, on the machines of producer and workers. */
export const sourceSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('directory'), path: z.string().min(1), followLinks }),
  /** `s3://bucket/prefix`. */
  z.strictObject({ kind: z.literal('s3'), path: z.string().min(1) }),
  /** Tar shards as WebDataset has them: one path or `s3://` URL, "{000..009}" in it counts. */
  z.strictObject({ kind: z.literal('tar'), path: z.string().min(1) }),
  /** A file of keys (JSONL, CSV, Parquet), which are paths in `root`; both may be in S3. Its hash: another list is another run. */
  z.strictObject({
    kind: z.literal('manifest'),
    path: z.string().min(1),
    root: z.string().min(1),
    followLinks,
    sha256: z.string().regex(/^[0-9a-f]{64}$/),
  }),
]);

export const sampleSchema = z.strictObject({ size: z.int().positive(), seed: z.int().nonnegative() });
export type Sample = z.infer<typeof sampleSchema>;

export const runRequestSchema = z.strictObject({
  schema: z.literal(requestSchemaVersion),
  source: sourceSchema,
  model: z.strictObject({
    /** Absolute path on this machine. */
    path: z.string().min(1),
    sha256: z.string().regex(/^[0-9a-f]{64}$/),
    /** Rows and columns of a transformer's patches, and the output of class scores, where the file does not tell. */
    grid: z.tuple([z.int().positive(), z.int().positive()]).readonly().optional(),
    output: z.string().min(1).optional(),
    /** Rows and columns of the images, where the file leaves them open. */
    size: z.tuple([z.int().positive(), z.int().positive()]).readonly().optional(),
  }),
  card: modelCardSchema,
  methods: z.array(z.string()).min(1),
  /** Empty: the model's default layer. Several: fused into one map. */
  layers: z.array(z.string()),
  classes: classChoiceSchema,
  /** Only so many of the images, always the same ones: those with the smallest hashes of seed and key. Absent: all. */
  sample: sampleSchema.optional(),
  eigenSmooth: z.boolean(),
  augSmooth: z.boolean(),
  /** Of ScoreCAM; absent: every channel, the exact map. */
  channels: channelBudgetSchema.optional(),
  /** Names of metrics that every map is judged by, e.g. "road"; absent: none. */
  metrics: z.array(z.string()).min(1).optional(),
  outputs: z.array(z.enum(outputKinds)),
  /** What overlays show: what the network saw, or the whole photograph with the map where that was cut. */
  overlay: z.enum(overlayGrounds),
  /** Images a shard; follows from request and model alone, so that bytes do not depend on a machine. */
  shardSize: z.int().min(1).max(4096),
  /** Images above this are failed with IMAGE_TOO_LARGE. */
  maxImageBytes: z.int().positive(),
  maxImagePixels: z.int().positive(),
  /** Time one image may take in an executor before it is failed with TIMEOUT. */
  imageTimeoutSeconds: z.number().positive(),
});
export type RunRequest = z.infer<typeof runRequestSchema>;

/** The folder or S3 prefix that holds the images: keys are paths in it. */
export const imageRoot = (source: RunRequest['source']): string =>
  source.kind === 'manifest' ? source.root : source.path;

/** x, y, width, height in pixels of the photograph as it is decoded. */
export const boxSchema = z.tuple([z.number(), z.number(), z.number().positive(), z.number().positive()]);

/** A file of a source. */
const listedFileSchema = z.strictObject({
  /** Path relative to the source, with `/`. */
  key: z.string().min(1),
  bytes: z.int().nonnegative(),
  /** Of the object or tar file that holds the image: another one is not the one that was listed. */
  etag: z.string().min(1).optional(),
  /** In a tar file: its number among the run's shards and where the image begins in it. */
  tar: z.tuple([z.int().nonnegative(), z.int().nonnegative()]).optional(),
});
export type ListedFile = z.infer<typeof listedFileSchema>;

/** One line of `manifest/part-*.jsonl`. */
export const manifestEntrySchema = listedFileSchema.extend({
  label: z.int().nonnegative().optional(),
  /** Where the thing is that the label names. */
  box: boxSchema.optional(),
  /** A PNG as large as the photograph: the thing is where it is not zero. Stands before the box. */
  mask: listedFileSchema.optional(),
  /** Which class is explained, where the request takes it from another run. */
  class: z.int().nonnegative().optional(),
});
export type ManifestEntry = z.infer<typeof manifestEntrySchema>;

/** SHA-256 (hex) of the request with its keys in order. */
export function requestHash(request: RunRequest): string {
  return createHash('sha256').update(canonicalJson(request)).digest('hex');
}

/** JSON with object keys sorted, so that equal requests give equal bytes. */
function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) =>
    inner !== null && typeof inner === 'object' && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}
