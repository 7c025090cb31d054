/** The built command line, run as a user runs it. */
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { cliEntry, root } from '../../scripts/lib/paths.mjs';

export const miniResnet = join(root, 'test/fixtures/goldens/mini_resnet.onnx');
export const samples = join(root, 'samples');

export interface CliResult {
  readonly exitCode: number | undefined;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CliOptions {
  /** Working folder; the embedded queue goes there too. */
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
}

const cache = join(tmpdir(), 'camline-test-cache');

/** Without a terminal and with nothing of our own environment but the search path. */
export async function camline(args: readonly string[], { cwd, env = {} }: CliOptions): Promise<CliResult> {
  const { exitCode, stdout, stderr } = await execa(process.execPath, [cliEntry, ...args], {
    cwd,
    // What is kept for the next start lies apart: tests look at what a command leaves in its folder.
    env: { PATH: process.env['PATH'], HOME: cwd, XDG_CACHE_HOME: cache, ...env },
    extendEnv: false,
    reject: false,
    stdin: 'ignore',
  });
  return { exitCode, stdout, stderr };
}
