import { Command } from 'commander';
import type { ReadSettings } from '../../config/readSettings.ts';
import { settingNames, settingsTable, variableOf } from '../../config/settings.ts';
import { withoutCredentials } from '../../config/withoutCredentials.ts';
import { printJson, printLines } from '../output.ts';
import { settingsWithOrigins, type SettingOptions } from '../settings.ts';
import { table } from '../table.ts';

const help = `
Options of the command line stand before variables of the environment, those before camline.yaml in the current folder
(or the file of --config or CAMLINE_CONFIG), that before the defaults.

camline.yaml:
  redisUrl: rediss://queue.example:6380
  engineThreads: 4`;

export const configCommand = (): Command =>
  new Command('config')
    .description('print the settings that hold here and where each comes from; credentials are masked')
    .option('--json', 'one JSON object on stdout')
    .addHelpText('after', help)
    .action(async (_own: unknown, command: Command) => {
      const options = command.optsWithGlobals<SettingOptions & { readonly json?: true }>();
      const read = await settingsWithOrigins(options);
      if (options.json) printJson(described(read));
      else printLines(settingLines(read));
    });

function described({ settings, origins }: ReadSettings): object {
  const entries = settingNames.map((name) => {
    const value = settings[name];
    const shown = typeof value === 'string' ? withoutCredentials(value) : (value ?? null);
    return [name, { value: shown, origin: origins[name], variable: variableOf(name) }];
  });
  return Object.fromEntries(entries) as object;
}

/** Pure. */
export function settingLines({ settings, origins }: ReadSettings): string[] {
  const rows = settingNames.map((name) => [
    name,
    withoutCredentials(String(settings[name] ?? '') || '-'),
    origins[name],
    variableOf(name),
    settingsTable[name].help,
  ]);
  return table(['SETTING', 'VALUE', 'FROM', 'VARIABLE', 'MEANING'], rows);
}
