import { Command } from 'commander';
import type { DoctorOptions } from '../doctor/doctor.ts';

export const doctorCommand = (): Command =>
  new Command('doctor')
    .description('tell what this machine has, and what is missing for what')
    .option('--json', 'one JSON object on stdout')
    .action(async (_own: unknown, command: Command) => {
      const { doctor } = await import('../doctor/doctor.ts');
      process.exitCode = await doctor(command.optsWithGlobals<DoctorOptions>());
    });
