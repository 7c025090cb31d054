/**
 * @typedef {object} VitestReport what `--reporter=json` writes, as far as it is read here
 * @property {number} numPassedTests
 * @property {number} numFailedTests
 * @property {readonly { status: string, assertionResults: readonly { status: string }[] }[]} testResults
 */

/**
 * The last line of `npm test`, of this form alone: skipped tests stand in vitest's own lines above it. A file that did not load counts as one failure, and so does a run that vitest calls failed
 * without a failed test (an unhandled rejection, no report at all, no test at all).
 *
 * @param {VitestReport | undefined} report
 * @param {number} vitestExitCode
 * @returns {{ line: string, exitCode: 0 | 1 }}
 */
export function summarise(report, vitestExitCode) {
  const passed = report?.numPassedTests ?? 0;
  const counted = (report?.numFailedTests ?? 0) + unloaded(report);
  const failed = counted === 0 && (vitestExitCode !== 0 || passed === 0) ? 1 : counted;
  return {
    line: `${passed} passed, ${failed} failed`,
    exitCode: failed === 0 ? 0 : 1,
  };
}

/** Files that failed although none of their tests did.
 * @param {VitestReport | undefined} report */
const unloaded = (report) =>
  (report?.testResults ?? []).filter(
    ({ status, assertionResults }) =>
      status === 'failed' && !assertionResults.some((assertion) => assertion.status === 'failed'),
  ).length;
