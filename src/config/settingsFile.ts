/** `camline.yaml`. */
import { readFile } from 'node:fs/promises';
import { CamlineError, unknownName } from '../errors.ts';
import { settingNames } from './settings.ts';
import { parsedYaml } from './yaml.ts';

export const defaultSettingsFile = 'camline.yaml';

/**
 * What the file says, name by name, not yet checked. Without `path` the file of that name in the current folder, which may
 * be absent. Throws CONFIG_INVALID, naming file and line, or the setting that nobody knows.
 */
export async function readSettingsFile(
  path: string | undefined,
): Promise<{ readonly path: string; readonly values: Readonly<Record<string, unknown>> } | undefined> {
  const file = path ?? defaultSettingsFile;
  const text = await readFile(file, 'utf8').catch((cause: NodeJS.ErrnoException) => {
    if (path === undefined && cause.code === 'ENOENT') return undefined;
    throw new CamlineError('CONFIG_INVALID', `Cannot read the settings ${file}: ${cause.message}.`, {
      cause,
    });
  });
  return text === undefined ? undefined : { path: file, values: namedValues(parsedYaml(text, file), file) };
}

function namedValues(value: unknown, file: string): Readonly<Record<string, unknown>> {
  if (value === null) return {};
  if (typeof value !== 'object' || Array.isArray(value)) {
    throw new CamlineError('CONFIG_INVALID', `Expected settings such as "home: .camline" in ${file}.`);
  }
  const unknown = Object.keys(value).find((name) => !(settingNames as string[]).includes(name));
  if (unknown !== undefined) throw unknownName('CONFIG_INVALID', `setting in ${file}`, unknown, settingNames);
  return value as Readonly<Record<string, unknown>>;
}
