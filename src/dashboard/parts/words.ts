/** Figures for people, beside those of `report/format.ts`. Pure. */

/** 45 → "45 s", 754 → "13 min", 11 400 → "3 h 10 min" */
export function duration(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  if (whole < 90) return `${whole} s`;
  const minutes = Math.round(whole / 60);
  if (minutes < 90) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return minutes % 60 === 0 ? `${hours} h` : `${hours} h ${minutes % 60} min`;
  return `${Math.floor(hours / 24)} d ${hours % 24} h`;
}

/** "10 min to 15 min"; one figure where both read the same. */
export function durationRange([least, most]: readonly [number, number]): string {
  const [from, to] = [duration(least), duration(most)];
  return from === to ? from : `${from} to ${to}`;
}

/** Images a second, or seconds an image. */
export const rate = (perSecond: number): string => {
  if (perSecond <= 0) return '–';
  return perSecond >= 0.1 ? `${perSecond.toFixed(1)}/s` : `${(1 / perSecond).toFixed(0)} s each`;
};

export const mebibytes = (bytes: number): string => `${Math.round(bytes / 2 ** 20)} MiB`;

/** "2026-01-31 14:05" in UTC, whatever clock reader and server have. */
export const time = (iso: string): string => iso.slice(0, 16).replace('T', ' ');
