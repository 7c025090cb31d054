/**
 * One process at a time has a folder: two on one embedded database lose rows without an error.
 *
 * The lock is the file with the highest number in `<home>/lock/`; it names its holder. Whoever finds that the holder has
 * let go or is gone makes the next number with link(2), which exactly one of many can do. The highest number is never
 * deleted, so a number is won once for all time, and a taker that slept through others' turns notices a higher one.
 */
import { randomBytes } from 'node:crypto';
import { link, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { CamlineError } from '../../errors.ts';
import { isGone, ownIdentity, type ProcessIdentity } from './processIdentity.ts';

const holderSchema = z.object({
  host: z.string(),
  boot: z.string(),
  pid: z.int(),
  start: z.string(),
  since: z.string(),
  released: z.boolean(),
});
type Holder = z.infer<typeof holderSchema>;

export interface FolderLock {
  release(): Promise<void>;
}

/** Throws QUEUE_LOCKED, naming the holder. */
export async function takeFolderLock(home: string): Promise<FolderLock> {
  const folder = path.join(home, 'lock');
  await mkdir(folder, { recursive: true });
  const own: Holder = { ...ownIdentity(), since: new Date().toISOString(), released: false };
  for (;;) {
    const highest = await highestNumber(folder);
    const holder = await readHolder(folder, highest);
    if (holder !== undefined && !holder.released && !isGone(holder)) throw locked(home, holder);
    const next = highest + 1;
    if (await won(folder, next, own))
      return { release: () => place(folder, next, { ...own, released: true }, rename) };
  }
}

async function won(folder: string, number: number, own: Holder): Promise<boolean> {
  try {
    await place(folder, number, own, link);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
  if ((await highestNumber(folder)) > number) {
    await rm(fileOf(folder, number), { force: true });
    return false;
  }
  await removeLower(folder, number);
  return true;
}

/** A lock file appears complete or not at all. */
async function place(
  folder: string,
  number: number,
  holder: Holder,
  publish: (from: string, to: string) => Promise<void>,
): Promise<void> {
  const temporary = path.join(folder, `new-${process.pid}-${randomBytes(6).toString('hex')}`);
  try {
    await writeFile(temporary, `${JSON.stringify(holder)}\n`, { flag: 'wx' });
    await publish(temporary, fileOf(folder, number));
  } finally {
    await rm(temporary, { force: true });
  }
}

const fileOf = (folder: string, number: number): string => path.join(folder, String(number));

async function numbers(folder: string): Promise<number[]> {
  return (await readdir(folder)).filter((name) => /^\d+$/.test(name)).map(Number);
}

const highestNumber = async (folder: string): Promise<number> => Math.max(0, ...(await numbers(folder)));

async function removeLower(folder: string, number: number): Promise<void> {
  const lower = (await numbers(folder)).filter((other) => other < number);
  await Promise.all(lower.map((other) => rm(fileOf(folder, other), { force: true })));
}

/** Undefined for no lock, and for one that a successor took away while we looked. */
async function readHolder(folder: string, number: number): Promise<Holder | undefined> {
  if (number === 0) return undefined;
  try {
    return holderSchema.parse(JSON.parse(await readFile(fileOf(folder, number), 'utf8')));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new CamlineError(
      'QUEUE_LOCKED',
      `The lock file ${fileOf(folder, number)} cannot be read: ${(error as Error).message}. ` +
        'If no camline process uses that folder, delete the file.',
      { cause: error },
    );
  }
}

function locked(home: string, holder: ProcessIdentity & { readonly since: string }): CamlineError {
  const self = ownIdentity();
  const elsewhere = holder.host !== self.host;
  const who = holder.pid === self.pid && !elsewhere ? 'this very process' : `process ${holder.pid}`;
  return new CamlineError(
    'QUEUE_LOCKED',
    `The embedded queue in ${home} is in use by ${who}${elsewhere ? ` on ${holder.host}` : ''} since ${holder.since}. ` +
      'Wait until it has ended, choose another folder with CAMLINE_HOME, or share a Redis server with CAMLINE_REDIS_URL.' +
      (elsewhere ? ` If that machine is gone, delete ${path.join(home, 'lock')}.` : ''),
  );
}
