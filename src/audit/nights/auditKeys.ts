/** Where an audit keeps what it knows, beside the runs: no key holds an attempt or a worker. */
const prefix = (audit: string): string => `audits/${audit}/`;
const nights = (audit: string): string => `${prefix(audit)}nights/`;
const inNight =
  (file: string) =>
  (audit: string, night: string): string =>
    `${nights(audit)}${night}/${file}`;

export const auditKeys = {
  all: 'audits/',
  nights,
  night: inNight('audit.json'),
  page: inNight('report.html'),
  markdown: inNight('report.md'),
  junit: inNight('junit.xml'),
  baseline: (audit: string): string => `${prefix(audit)}baseline.json`,
  locks: (audit: string): string => `${prefix(audit)}locks/`,
  lock: (audit: string, number: number): string =>
    `${prefix(audit)}locks/${String(number).padStart(8, '0')}.json`,
  /** The night whose `audit.json` that is, else undefined. */
  nightOf(audit: string, key: string): string | undefined {
    const parts = key.slice(nights(audit).length).split('/');
    return parts.length === 2 && parts[1] === 'audit.json' ? parts[0] : undefined;
  },
} as const;
