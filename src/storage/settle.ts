import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import path from 'node:path';
import { existingFolder } from './confine.ts';
import { noFollow } from './noFollow.ts';
import { syncFolder } from './syncFolder.ts';

/** As many as Node's file system threads. */
const atOnce = 4;

/** Windows syncs only what could be written to. */
const flags = constants.O_RDWR | noFollow;

/**
 * Makes files of the store, then the names of them in their folders, survive a power cut. The first sync of many waits for
 * the disk, most of those behind it find their file there already.
 */
export async function settle(root: string, files: readonly string[]): Promise<void> {
  const folders = new Map<string, string>();
  for (const folder of new Set(files.map((file) => path.dirname(file)))) {
    folders.set(folder, (await existingFolder(root, folder)) ?? folder);
  }
  const waiting = files.map((file) => path.join(folders.get(path.dirname(file))!, path.basename(file)));
  const syncing = async (): Promise<void> => {
    for (let file = waiting.pop(); file !== undefined; file = waiting.pop()) await syncFile(file);
  };
  await Promise.all(Array.from({ length: atOnce }, syncing));
  for (const folder of folders.values()) await syncFolder(folder);
}

async function syncFile(file: string): Promise<void> {
  const handle = await open(file, flags);
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
