import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { AuditConfig } from '../../config/auditFile.ts';
import { CamlineError, fileTrouble } from '../../errors.ts';
import { newestModel } from '../../remote/newestModel.ts';
import { isS3Url } from '../../storage/s3/location.ts';

/**
 * The model that is meant: where a folder or S3 prefix was named, the newest by time of change of the .onnx files in it and
 * the model.json files in its folders. Throws MODEL_NOT_FOUND.
 */
export async function latestModel(model: AuditConfig['model']): Promise<string> {
  if (typeof model === 'string') return model;
  const { latest } = model;
  const newest = isS3Url(latest) ? await newestModel(latest) : await newestFile(latest);
  if (newest !== null) return newest;
  throw new CamlineError(
    'MODEL_NOT_FOUND',
    `Expected models in ${latest}, *.onnx or folders with a model.json of TensorFlow.js, found none.`,
  );
}

async function newestFile(folder: string): Promise<string | null> {
  const names = await readdir(folder).catch((cause: Error) => {
    const why = fileTrouble(cause);
    throw new CamlineError('MODEL_NOT_FOUND', `Cannot read the models in ${folder}: ${why}.`, { cause });
  });
  const paths = names.map((name) => join(folder, name.endsWith('.onnx') ? name : `${name}/model.json`));
  const files = await Promise.all(paths.map(changedFile));
  const [newest] = files
    .filter((file) => file !== null)
    .sort((a, b) => b.changed - a.changed || (a.path < b.path ? 1 : -1));
  return newest?.path ?? null;
}

/** Null for what is no file. */
async function changedFile(
  path: string,
): Promise<{ readonly path: string; readonly changed: number } | null> {
  const found = await stat(path).catch(() => null);
  return found?.isFile() ? { path, changed: found.mtimeMs } : null;
}
