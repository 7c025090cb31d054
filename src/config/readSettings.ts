import type { z } from 'zod';
import { environment } from './environment.ts';
import { parseAs } from './parse.ts';
import {
  settingNames,
  settingsTable,
  variableOf,
  type SettingName,
  type Settings,
  type SomeSettings,
} from './settings.ts';
import { readSettingsFile } from './settingsFile.ts';

/** "--redis", "CAMLINE_REDIS_URL", "camline.yaml" or "default". */
export type Origins = Readonly<Record<SettingName, string>>;

export interface ReadSettings {
  readonly settings: Settings;
  /** Where each value comes from. */
  readonly origins: Origins;
}

export interface SettingsSources {
  /** What options of the command line said; undefined counts as not said. */
  readonly flags?: SomeSettings;
  /** `--config`; absent: CAMLINE_CONFIG, else camline.yaml in the current folder where there is one. */
  readonly file?: string | undefined;
  readonly variables?: Readonly<Record<string, string | undefined>>;
}

/** Flags before the environment before `camline.yaml` before defaults. Throws CONFIG_INVALID, naming variable or field. */
export async function readSettings({
  flags = {},
  file,
  variables = environment(),
}: SettingsSources = {}): Promise<ReadSettings> {
  const given = await readSettingsFile(file ?? said(variables['CAMLINE_CONFIG']));
  const resolved = settingNames.map((name) => {
    const { fallback } = settingsTable[name];
    const variable = variableOf(name);
    const candidates: readonly (readonly [value: unknown, origin: string])[] = [
      [checked(name, flags[name], `${name} of the command line`), 'command line'],
      [checked(name, said(variables[variable]), variable), variable],
      [checked(name, given?.values[name], `${name} in ${given?.path}`), given?.path ?? ''],
      [fallback, 'default'],
    ];
    return [name, candidates.find(([value]) => value !== undefined) ?? [undefined, 'default']] as const;
  });
  return {
    settings: Object.fromEntries(resolved.map(([name, [value]]) => [name, value])) as unknown as Settings,
    origins: Object.fromEntries(resolved.map(([name, [, origin]]) => [name, origin])) as Origins,
  };
}

/** An empty variable counts as one that is not set. */
const said = (text: string | undefined): string | undefined => (text === '' ? undefined : text);

function checked(name: SettingName, value: unknown, where: string): unknown {
  if (value === undefined || value === null) return undefined;
  return parseAs<z.ZodType>(settingsTable[name].schema, value, 'CONFIG_INVALID', `setting ${where}`);
}
