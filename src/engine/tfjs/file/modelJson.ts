/** What a `model.json` of TensorFlow.js holds. */
import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { CamlineError } from '../../../errors.ts';

const quantization = z.object({
  dtype: z.enum(['uint8', 'uint16', 'float16']),
  scale: z.number().optional(),
  min: z.number().optional(),
});

const weightSpec = z.object({
  name: z.string(),
  shape: z.array(z.number().int().nonnegative()),
  dtype: z.enum(['float32', 'int32', 'bool', 'string', 'complex64']),
  quantization: quantization.optional(),
});

const weightGroup = z.object({ paths: z.array(z.string()), weights: z.array(weightSpec) });

const text = z.string().nullish();

const modelJsonSchema = z.object({
  format: text,
  generatedBy: text,
  convertedBy: text,
  modelTopology: z.record(z.string(), z.unknown()),
  weightsManifest: z.array(weightGroup),
  signature: z.unknown().optional(),
});

export type ModelJson = z.infer<typeof modelJsonSchema>;
export type WeightGroup = z.infer<typeof weightGroup>;
export type WeightSpec = z.infer<typeof weightSpec>;

export const invalidModel = (path: string, why: string, cause?: unknown): CamlineError =>
  new CamlineError('MODEL_INVALID', `${path} is no valid TensorFlow.js model: ${why}`, { cause });

/** Throws MODEL_INVALID, naming the field. */
export function parseModelJson(source: string, path: string): ModelJson {
  const parsed = modelJsonSchema.safeParse(jsonOf(source, path));
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const where = issue!.path.join('.') || 'the file';
  throw invalidModel(path, `${where}: ${issue!.message}. ${expectation}`);
}

/** Of the model.json at `path`: each shard once, in the order of the manifest. Throws MODEL_INVALID. */
export async function shardLocations(path: string): Promise<string[]> {
  const { weightsManifest } = parseModelJson(await readFile(path, 'utf8'), path);
  return [...new Set(weightsManifest.flatMap((group) => group.paths))];
}

const expectation = 'Expected the model.json that tensorflowjs_converter or model.save() writes.';

function jsonOf(source: string, path: string): unknown {
  try {
    return JSON.parse(source);
  } catch (cause) {
    throw invalidModel(path, `it is no JSON (${(cause as Error).message}).`, cause);
  }
}

/** Checks a part that the schema above leaves open. Throws MODEL_INVALID, naming the field. */
export function parsePart<T>(schema: z.ZodType<T>, value: unknown, what: string, path: string): T {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw invalidModel(path, `${[what, ...issue!.path].join('.')}: ${issue!.message}.`);
}
