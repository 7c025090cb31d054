/** A run over rediss://, with a password and a certificate of our own authority. */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { camline, miniResnet, samples } from '../support/cli.ts';
import { redisMissing, startRedis } from '../support/redis.ts';
import { temporaryFolder } from '../support/temporaryFolder.ts';

vi.setConfig({ testTimeout: 60_000 });

const noOpenssl = spawnSync('openssl', ['version']).error !== undefined;
const missing = redisMissing() ?? (noOpenssl ? 'openssl is not installed' : undefined);

test.skipIf(missing !== undefined)(
  `a run through an encrypted Redis${missing === undefined ? '' : ` (skipped: ${missing})`}`,
  async () => {
    const cwd = temporaryFolder();
    const [key, certificate] = [join(cwd, 'key.pem'), join(cwd, 'certificate.pem')];
    const request =
      'req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 1 -subj /CN=localhost ' +
      '-addext subjectAltName=DNS:localhost';
    const made = spawnSync('openssl', [...request.split(' '), '-keyout', key, '-out', certificate]);
    expect(made.status).toBe(0);
    const server = await startRedis(['--requirepass', 'canary'], {
      tls: `--tls-cert-file ${certificate} --tls-key-file ${key} --tls-ca-cert-file ${certificate} --tls-auth-clients no`.split(
        ' ',
      ),
    });
    onTestFinished(() => server.stop());
    mkdirSync(join(cwd, 'photos'));
    cpSync(join(samples, 'astronaut.jpg'), join(cwd, 'photos/astronaut.jpg'));

    const url = `rediss://:canary@localhost:${server.port}`;
    const args = ['run', 'photos', '--model', miniResnet, '--to', 'out', '--redis', url];
    const refused = await camline(args, { cwd });
    expect(refused).toMatchObject({ exitCode: 5, stderr: expect.stringMatching(/self-signed certificate/) });
    expect(refused.stderr).not.toContain('canary');

    const done = await camline(args, { cwd, env: { NODE_EXTRA_CA_CERTS: certificate } });
    expect(done).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('1 explained') });
  },
);
