/** `camline doctor`: what this machine has, and what is missing for what. */
import { printJson, printLines } from '../output.ts';
import { settingsOf, type SettingOptions } from '../settings.ts';
import { table } from '../table.ts';
import { examine, isHealthy, type Finding } from './check.ts';
import { checks } from './checks.ts';

/** Exit code where something that camline stands on is missing. */
const unhealthy = 5;

export interface DoctorOptions extends SettingOptions {
  readonly json?: true;
}

/** @returns the exit code */
export async function doctor(options: DoctorOptions): Promise<number> {
  const findings = await examine(checks(await settingsOf(options)));
  const healthy = isHealthy(findings);
  if (options.json) printJson({ healthy, findings });
  else printLines(findingLines(findings));
  return healthy ? 0 : unhealthy;
}

/** Pure: a line a finding, and the verdict. */
export function findingLines(findings: readonly Finding[]): string[] {
  const rows = findings.map((finding) => [
    finding.ok ? 'ok' : finding.required ? 'MISSING' : 'absent',
    finding.name,
    finding.ok ? finding.detail : `${finding.detail} (needed for: ${finding.neededFor})`,
  ]);
  const verdict = isHealthy(findings) ? 'Ready.' : 'camline cannot work here until what is MISSING is there.';
  return [...table(['STATE', 'WHAT', 'FOUND'], rows), verdict];
}
