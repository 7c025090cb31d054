/** `audit.yaml`: what is audited, when, against what, and who is told. */
import { readFile, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { z } from 'zod';
import { CamlineError, fileTrouble } from '../errors.ts';
import { parseAs } from './parse.ts';
import { sampleSchema } from './runRequest.ts';
import { scheduleSchema } from './schedule.ts';
import { shippedCardPath } from './shippedCards.ts';
import { parsedYaml } from './yaml.ts';

const limit = z.strictObject({ warn: z.number().optional(), fail: z.number().optional() });

/** Names of limits; what they mean and their defaults stand with each check. */
export const limitNames = [
  'coverage',
  'accuracy',
  'psi',
  'changedPredictions',
  'confidence',
  'classMaps',
  'spearman',
  'ssim',
  'movedMaps',
  'faithfulness',
  'deadMaps',
  'spuriousFocus',
  'speed',
] as const;

export const auditSchema = z.strictObject({
  name: z
    .string()
    .regex(/^[A-Za-z][A-Za-z0-9_-]{0,39}$/, 'expected 1 to 40 of A-Z a-z 0-9 _ - with a letter first'),
  schedule: scheduleSchema.optional(),
  /** As `camline run SOURCE`, `--root`, `--to`; paths are seen from the file's folder. */
  source: z.string().min(1),
  root: z.string().min(1).optional(),
  to: z.string().min(1),
  /** The same images every night: those with the smallest hashes of seed and key. Absent: all. */
  sample: sampleSchema.extend({ seed: sampleSchema.shape.seed.default(0) }).optional(),
  /** A file or its address (as `--model`), or the newest model of a folder or S3 prefix. */
  model: z.union([z.string().min(1), z.strictObject({ latest: z.string().min(1) })], {
    error: 'expected `model: FILE` or `model: { latest: FOLDER }`',
  }),
  card: z.string().min(1).optional(),
  methods: z.array(z.string().min(1)).min(1).default(['gradcam']),
  layers: z.array(z.string().min(1)).min(1).optional(),
  metrics: z.array(z.string().min(1)).default(['road']),
  /** The first complete night until `camline audit accept`; the night before; or a run. */
  baseline: z
    .union([z.enum(['pinned', 'previous']), z.strictObject({ run: z.string().min(1) })])
    .default('pinned'),
  limits: z.partialRecord(z.enum(limitNames), limit).default({}),
  /** Images that are explained a second time, in other batches, to know what is noise. 0: none. */
  noise: z.strictObject({ images: z.int().nonnegative() }).default({ images: 32 }),
  notify: z
    .strictObject({
      webhook: z.url({ protocol: /^https?$/, error: 'expected an http:// or https:// address' }),
      /** Variable of the environment that holds the key of the signature. */
      secretVariable: z
        .string()
        .regex(/^[A-Z_][A-Z0-9_]*$/, 'expected the name of a variable such as CAMLINE_WEBHOOK_SECRET')
        .default('CAMLINE_WEBHOOK_SECRET'),
      /** The least verdict that is told. */
      from: z.enum(['pass', 'warn', 'fail']).default('warn'),
    })
    .optional(),
  /** Nights on the charts of the report. */
  keep: z.int().positive().max(1000).default(60),
});
export type AuditConfig = z.infer<typeof auditSchema>;

/** Throws CONFIG_INVALID, naming file and field. Paths come back absolute. */
export async function readAuditFile(path: string): Promise<AuditConfig> {
  const text = await readFile(path, 'utf8').catch((cause: Error) => {
    throw new CamlineError('CONFIG_INVALID', `Cannot read the audit ${path}: ${fileTrouble(cause)}.`, {
      cause,
    });
  });
  const value = parsedYaml(text, path);
  if (value === null) {
    throw new CamlineError(
      'CONFIG_INVALID',
      `Expected an audit (name, source, to, model, …) in ${path}, found nothing in the file.`,
    );
  }
  const config = parseAs(auditSchema, value, 'CONFIG_INVALID', `audit ${path}`);
  return withPlaces(config, dirname(resolve(path)));
}

async function withPlaces(config: AuditConfig, folder: string): Promise<AuditConfig> {
  const place = (given: string): string => (given.includes('://') ? given : resolve(folder, given));
  const { model } = config;
  return {
    ...config,
    source: place(config.source),
    to: place(config.to),
    model: typeof model === 'string' ? place(model) : { latest: place(model.latest) },
    ...(config.root !== undefined && { root: place(config.root) }),
    ...(config.card !== undefined && { card: await cardPlace(config.card, place(config.card)) }),
  };
}

/** A file, else the name of a card that comes with camline. */
async function cardPlace(name: string, path: string): Promise<string> {
  const isFile = await stat(path).then(
    () => true,
    () => false,
  );
  return !isFile && (await shippedCardPath(name)) !== undefined ? name : path;
}
