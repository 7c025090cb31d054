import { Command } from 'commander';
import { examine, isHealthy, type Finding } from '../doctor/check.ts';
import { checks } from '../doctor/checks.ts';
import { printJson, printLines } from '../output.ts';
import { settingsOf, type SettingOptions } from '../settings.ts';
import { table } from '../table.ts';

/** Exit code where something that camline stands on is missing. */
const unhealthy = 5;

export const doctorCommand = (): Command =>
  new Command('doctor')
    .description('tell what this machine has, and what is missing for what')
    .option('--json', 'one JSON object on stdout')
    .action((_own: unknown, command: Command) => diagnose(command.optsWithGlobals<DoctorOptions>()));

interface DoctorOptions extends SettingOptions {
  readonly json?: true;
}

async function diagnose(options: DoctorOptions): Promise<void> {
  const findings = await examine(checks(await settingsOf(options)));
  const healthy = isHealthy(findings);
  if (options.json) printJson({ healthy, findings });
  else printLines(findingLines(findings));
  if (!healthy) process.exitCode = unhealthy;
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
