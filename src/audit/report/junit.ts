/** The night as JUnit XML, one test case a finding: what CI systems show. Warnings pass, with their words on `system-out`. */
import { escapeHtml } from '../../report/html.ts';
import type { Night, Outcome } from '../nights/night.ts';
import { findingName, intervalText, limitText, outcomeWords, shown, type NightFinding } from './words.ts';

export function junitXml(night: Night): string {
  const cases = night.checks.flatMap(({ title, findings }) =>
    findings.map((finding) => testCase(night, title, finding)),
  );
  const all = [...cases, ...wholeCase(night)];
  const failures = all.filter((text) => text.includes('<failure')).length;
  const skipped = all.filter((text) => text.includes('<skipped')).length;
  const seconds = (Date.parse(night.finishedAt) - Date.parse(night.startedAt)) / 1000;
  const suite =
    `<testsuite name="${escapeHtml(`camline audit ${night.audit}`)}" tests="${all.length}" failures="${failures}" ` +
    `errors="0" skipped="${skipped}" time="${seconds}" timestamp="${night.startedAt}">`;
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites>\n${suite}\n${all.join('\n')}\n</testsuite>\n</testsuites>\n`;
}

function testCase({ audit }: Night, check: string, finding: NightFinding): string {
  const name = escapeHtml(findingName(finding));
  const open = `<testcase classname="${escapeHtml(`${audit}.${check}`)}" name="${name}" time="0">`;
  const words = escapeHtml(findingWords(finding));
  const bodies = {
    pass: '',
    warn: `<system-out>warning: ${words}</system-out>`,
    skipped: `<skipped message="${words}"/>`,
    fail: `<failure message="${words}">${words}</failure>`,
  } as const;
  return `${open}${bodies[finding.verdict]}</testcase>`;
}

/** An audit that did not come to judge fails as a whole. */
const unjudged: readonly Outcome[] = ['no-baseline', 'locked', 'error'];

function wholeCase({ audit, outcome, remarks }: Night): string[] {
  if (!unjudged.includes(outcome)) return [];
  const words = escapeHtml([outcomeWords[outcome], ...remarks].join('; '));
  return [
    `<testcase classname="${escapeHtml(audit)}" name="audit" time="0"><failure message="${words}">${words}</failure></testcase>`,
  ];
}

const findingWords = (finding: NightFinding): string =>
  [
    shown(finding.value, finding.unit),
    intervalText(finding),
    limitText(finding),
    finding.noise === null ? '' : `noise ${shown(finding.noise, finding.unit)}`,
    finding.note,
  ]
    .filter(Boolean)
    .join('; ');
