import {
  closeSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const pollMillis = 200;
/** A file without a pid this old was left by a process that died between creating and writing it. */
const emptyIsStaleMillis = 10_000;

/**
 * Runs `work` while no other process holds the lock file; a lock whose owner is dead is taken over.
 *
 * @template T
 * @param {string} path
 * @param {() => T | Promise<T>} work
 * @param {(owner: number) => void} [onWait] called once when another process holds it
 * @returns {Promise<T>}
 */
export async function withLock(path, work, onWait = () => {}) {
  mkdirSync(dirname(path), { recursive: true });
  for (let told = false; !take(path);) {
    const owner = ownerOf(path);
    if (owner === 'dead') bury(path);
    if (typeof owner !== 'number') continue;
    if (!told) onWait(owner);
    told = true;
    await sleep(pollMillis);
  }
  try {
    return await work();
  } finally {
    rmSync(path, { force: true });
  }
}

/** @param {string} path */
function take(path) {
  try {
    const file = openSync(path, 'wx');
    writeSync(file, String(process.pid));
    closeSync(file);
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw error;
  }
}

/**
 * @param {string} path
 * @returns {number | 'dead' | 'starting' | 'gone'}
 */
function ownerOf(path) {
  try {
    const owner = Number(readFileSync(path, 'utf8'));
    if (owner > 0) return isAlive(owner) ? owner : 'dead';
    return Date.now() - statSync(path).mtimeMs > emptyIsStaleMillis ? 'dead' : 'starting';
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return 'gone';
    throw error;
  }
}

/** Of several that see the same dead owner, the rename lets one win.
 * @param {string} path */
function bury(path) {
  const grave = `${path}.${process.pid}`;
  try {
    renameSync(path, grave);
    rmSync(grave, { force: true });
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw error;
  }
}

/** @param {number} pid */
function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return codeOf(error) === 'EPERM';
  }
}

/** @param {unknown} error */
const codeOf = (error) => (error instanceof Error && 'code' in error ? error.code : undefined);
