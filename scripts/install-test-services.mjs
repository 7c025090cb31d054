/**
 * Installs what some tests need (Redis, Ceph's radosgw for S3, promtool for alerts, Chromium for the dashboard's pages)
 * from the system's packages, where that is possible without
 * asking: Debian, root, and CAMLINE_INSTALL_SERVICES is not "0". Never fails a test run: tests without their server are
 * skipped and say why.
 */
import { spawnSync } from 'node:child_process';

/** Program that shows the service is there, and the Debian package that brings it. */
const services = [
  { program: 'redis-server', debianPackage: 'redis-server' },
  { program: 'radosgw', debianPackage: 'radosgw' },
  { program: 'ceph-mon', debianPackage: 'ceph-mon' },
  { program: 'ceph-osd', debianPackage: 'ceph-osd' },
  { program: 'ceph', debianPackage: 'ceph-common' },
  { program: 'chromium', debianPackage: 'chromium' },
  { program: 'promtool', debianPackage: 'prometheus' },
];

const minutes = 60_000;

/** @param {string} program @param {readonly string[]} args */
const answers = (program, args) => spawnSync(program, args, { stdio: 'ignore' }).error === undefined;

/** Why nothing may be installed here, or undefined. */
function obstacle() {
  if (process.env['CAMLINE_INSTALL_SERVICES'] === '0') return 'CAMLINE_INSTALL_SERVICES is 0';
  if (process.getuid?.() !== 0) return 'that needs root';
  if (!answers('apt-get', ['--version'])) return 'there is no apt-get on this system';
  return undefined;
}

/** @param {readonly string[]} args */
function aptGet(args) {
  // Installing must not start the servers: the tests start their own, on private ports.
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' };
  return spawnSync('apt-get', ['-qq', ...args], { env, encoding: 'utf8', timeout: 5 * minutes });
}

/** @param {readonly string[]} packages @returns {string | undefined} what went wrong */
function install(packages) {
  const reason = obstacle();
  if (reason !== undefined) return reason;
  const options = ['install', '--yes', '--no-install-recommends', ...packages];
  // The package lists of a fresh image are empty or old.
  const done = aptGet(options).status === 0 || (aptGet(['update']), aptGet(options).status === 0);
  return done ? undefined : 'apt-get could not install it';
}

const missing = services.filter(({ program }) => !answers(program, ['--version']));
if (missing.length > 0) {
  const packages = missing.map(({ debianPackage }) => debianPackage);
  console.log(`Installing for the tests: ${packages.join(', ')}`);
  const problem = install(packages);
  if (problem !== undefined) {
    console.log(`Not installed: ${problem}. Tests that need ${packages.join(', ')} are skipped.`);
  }
}
