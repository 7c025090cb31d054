import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { AuditConfig } from '../../config/auditFile.ts';
import { CamlineError, fileTrouble } from '../../errors.ts';

/** The file that is meant: the newest by time of change where a folder was named. Throws MODEL_NOT_FOUND. */
export async function latestModel(model: AuditConfig['model']): Promise<string> {
  if (typeof model === 'string') return model;
  const names = await readdir(model.latest).catch((cause: Error) => {
    throw new CamlineError(
      'MODEL_NOT_FOUND',
      `Cannot read the models in ${model.latest}: ${fileTrouble(cause)}.`,
      {
        cause,
      },
    );
  });
  const files = await Promise.all(
    names
      .filter((name) => name.endsWith('.onnx'))
      .map(async (name) => {
        const path = join(model.latest, name);
        return { path, changed: (await stat(path)).mtimeMs };
      }),
  );
  const newest = files.sort((a, b) => b.changed - a.changed || (a.path < b.path ? 1 : -1))[0];
  if (newest !== undefined) return newest.path;
  throw new CamlineError('MODEL_NOT_FOUND', `Expected a model (.onnx) in ${model.latest}, found none.`);
}
