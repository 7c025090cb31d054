/** The night for a chat or a pull request. Keys and names are hostile: nothing of them becomes markup. */
import type { Night } from '../nights/night.ts';
import { findingName, intervalText, limitText, outcomeWords, shown, type NightFinding } from './words.ts';

export function markdown(night: Night): string {
  const lines = [
    `# Audit ${plain(night.audit)}, night ${plain(night.night)}: ${outcomeWords[night.outcome]}`,
    '',
    ...night.remarks.map((remark) => `- ${plain(remark)}`),
    ...facts(night).map(([name, value]) => `- ${name}: ${plain(value)}`),
    '',
    ...(night.checks.length === 0 ? [] : table(night)),
  ];
  return `${lines.join('\n').trimEnd()}\n`;
}

function facts({ run, model, baseline, images, explained, noiseImages }: Night): [string, string][] {
  return [
    ...(run === null ? [] : [['run', run] satisfies [string, string]]),
    ...(model === null
      ? []
      : [['model', `${model.path}, SHA-256 ${model.sha256}`] satisfies [string, string]]),
    ...(baseline === null
      ? []
      : [['baseline', `${baseline.run} (${baseline.how})`] satisfies [string, string]]),
    ...(images === null
      ? []
      : [['images', `${explained ?? 0} of ${images} explained`] satisfies [string, string]]),
    ...(noiseImages === 0
      ? []
      : [['noise floor', `from ${noiseImages} images explained twice`] satisfies [string, string]]),
  ];
}

function table({ checks }: Night): string[] {
  const rows = checks.flatMap(({ title, findings }) =>
    findings.map(
      (finding) =>
        `| ${finding.verdict} | ${plain(title)} | ${plain(findingName(finding))} | ${cells(finding).map(plain).join(' | ')} |`,
    ),
  );
  return [
    '| verdict | check | measured | value | 95 % interval | noise | limits | note |',
    '|---|---|---|---|---|---|---|---|',
    ...rows,
  ];
}

const cells = (finding: NightFinding): string[] => [
  shown(finding.value, finding.unit),
  intervalText(finding),
  shown(finding.noise, finding.unit),
  limitText(finding),
  finding.note,
];

/** Every character that Markdown or HTML could take for markup is escaped; lines are joined. */
const plain = (text: string): string =>
  text.replaceAll(/\s+/g, ' ').replaceAll(/[\\`*_{}[\]()#+!|<>~&@]/g, (character) => `\\${character}`);
