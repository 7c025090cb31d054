const units = ['kB', 'MB', 'GB', 'TB'];

/** "728.6 kB", "1.5 GB". */
export function sizeText(bytes: number): string {
  let value = bytes / 1e3;
  let unit = 0;
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000;
    unit++;
  }
  return `${value.toFixed(1)} ${units[unit]}`;
}
