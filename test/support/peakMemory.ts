import { existsSync, readFileSync } from 'node:fs';

const lookMillis = 50;

/**
 * Looks at the executors that a log tells of while they run. `stop` gives the most resident memory that one of them had, in
 * bytes; 0 where the system does not tell (only Linux does).
 */
export function watchPeaks(logFile: string): { stop(): number } {
  let peak = 0;
  const look = (): void => {
    for (const pid of executorsOf(logFile)) peak = Math.max(peak, highWater(pid));
  };
  const timer = setInterval(look, lookMillis);
  return {
    stop() {
      clearInterval(timer);
      return peak;
    },
  };
}

function executorsOf(logFile: string): number[] {
  if (!existsSync(logFile)) return [];
  const started = readFileSync(logFile, 'utf8')
    .split('\n')
    .filter((line) => line.includes('executor started'));
  return started.map((line) => (JSON.parse(line) as { pid: number }).pid);
}

function highWater(pid: number): number {
  try {
    return Number(/VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) * 1024;
  } catch {
    return 0;
  }
}
