/** Who runs: a process id alone is used again after a while, so the start time goes with it. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';

export interface ProcessIdentity {
  readonly host: string;
  /** Changes with every start of the machine; "" where the system does not tell. */
  readonly boot: string;
  readonly pid: number;
  /** When the process started, in the system's own words; "" where it does not tell. */
  readonly start: string;
}

export const ownIdentity = (): ProcessIdentity => ({
  host: hostname(),
  boot: bootId(),
  pid: process.pid,
  start: startOf(process.pid) ?? '',
});

/**
 * Whether that process is certainly gone: this machine started anew, no process has the id, or another one has it now.
 * A process of another machine cannot be judged and counts as alive.
 */
export function isGone(other: ProcessIdentity): boolean {
  if (other.host !== hostname()) return false;
  if (other.boot !== bootId() || !isRunning(other.pid)) return true;
  const start = startOf(other.pid);
  return start !== undefined && other.start !== '' && start !== other.start;
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

function bootId(): string {
  try {
    return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
  } catch {
    return '';
  }
}

/** Linux: ticks since boot, field 22 of /proc/<pid>/stat; elsewhere what `ps` says; undefined where neither answers. */
function startOf(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // Field 2 is the program's name in parentheses and may hold anything.
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
  } catch {
    return startFromPs(pid);
  }
}

function startFromPs(pid: number): string | undefined {
  try {
    const text = execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], {
      encoding: 'utf8',
      stdio: 'pipe',
    });
    return text.trim() || undefined;
  } catch {
    return undefined;
  }
}
