import { readFile } from 'node:fs/promises';
import { environment } from '../../config/environment.ts';
import { CamlineError, fileTrouble } from '../../errors.ts';

/**
 * The dashboard's secret: the file's text, else CAMLINE_DASHBOARD_TOKEN, else undefined. There is no option for it: other users
 * of a machine see command lines. Throws CONFIG_INVALID where the file cannot be read.
 */
export async function readToken(
  file: string | undefined,
  variables = environment(),
): Promise<string | undefined> {
  if (file === undefined) return variables['CAMLINE_DASHBOARD_TOKEN'] || undefined;
  const text = await readFile(file, 'utf8').catch((cause: Error) => {
    throw new CamlineError('CONFIG_INVALID', `Cannot read the token file ${file}: ${fileTrouble(cause)}.`, {
      cause,
    });
  });
  return text.trim();
}
