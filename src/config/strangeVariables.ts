import { unknownName } from '../errors.ts';
import { environment } from './environment.ts';
import { settingNames, variableOf } from './settings.ts';

/** Read elsewhere: by the settings themselves, the dashboard, audits, and the test command. */
const others = [
  'CAMLINE_CONFIG',
  'CAMLINE_DASHBOARD_TOKEN',
  'CAMLINE_WEBHOOK_SECRET',
  'CAMLINE_INSTALL_SERVICES',
];

/** A sentence for each variable that begins like ours and is none: a typing error would else be a setting that is silently lost. */
export function strangeVariables(variables = environment()): string[] {
  const known = [...settingNames.map(variableOf), ...others];
  return Object.keys(variables)
    .filter((name) => name.startsWith('CAMLINE_') && !known.includes(name))
    .map((name) => `${unknownName('CONFIG_INVALID', 'variable', name, known).message} It is ignored.`);
}
