/** A disk that fills up in the middle of a run, for real: a memory disk of a few pages, seen by the child process alone. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { execa } from 'execa';
import { describe, expect, test } from 'vitest';
import { cliEntry } from '../../scripts/lib/paths.mjs';
import { miniResnet, samples } from '../support/cli.ts';
import { temporaryFolder } from '../support/temporaryFolder.ts';

/** Needs root and Linux: elsewhere no disk can be made for a test. */
const canMount =
  spawnSync('unshare', ['--mount', 'mount', '-t', 'tmpfs', 'none', '/mnt'], { stdio: 'ignore' }).status === 0;

describe.skipIf(!canMount)('a full disk', () => {
  /** Runs the shell `script` where $DISK has 300 kB and `cl` is the command line. */
  async function onSmallDisk(script: string): Promise<readonly string[]> {
    const cwd = temporaryFolder();
    const disk = join(cwd, 'disk');
    const given = `mkdir ${disk}; mount -t tmpfs -o size=300k none ${disk}; cl() { ${process.execPath} ${cliEntry} "$@" 2>&1; };`;
    const { stdout } = await execa('unshare', ['--mount', 'sh', '-c', `${given} ${script}`], {
      cwd,
      env: { DISK: disk },
    });
    return stdout.split('\n').filter((line) => !/^\d\/8 images|no model card/.test(line));
  }

  test('stops a run with one line; with room, the same command finishes it', async () => {
    const run = `cl run ${samples} --model ${miniResnet} --to $DISK --run x --shard 2 --quiet; echo exit $?`;
    const said = await onSmallDisk(
      `${run}; find $DISK -name '.camline-tmp-*'; mount -o remount,size=20m $DISK; ${run}; ls $DISK/runs/x/records | wc -l`,
    );
    expect(said).toEqual([
      expect.stringMatching(
        /^camline: Cannot write .*no space is left on the device; free some.*\[STORE_UNWRITABLE\]$/,
      ),
      'exit 2',
      'exit 0',
      '4',
    ]);
  });

  test('leaves no half file of an explanation that does not fit', async () => {
    const threePages = 'cat /dev/zero > $DISK/other 2> /dev/null; truncate -s -12288 $DISK/other';
    const said = await onSmallDisk(
      `${threePages}; cl explain ${samples}/chelsea.jpg --model ${miniResnet} --out $DISK/cat; echo exit $?; ls -A $DISK/cat`,
    );
    expect(said).toEqual([
      expect.stringMatching(/^camline: Cannot write .*map\.npy: no space .*\[STORE_UNWRITABLE\]$/),
      'exit 2',
      'chelsea.gradcam.heatmap.png',
      'chelsea.gradcam.overlay.jpg',
    ]);
  });
});
