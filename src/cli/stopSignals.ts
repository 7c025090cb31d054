import { constants } from 'node:os';
import { remark } from './output.ts';

/** SIGHUP: the terminal was closed. */
const stopping = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
type StopSignal = (typeof stopping)[number];

export interface StopWatch {
  /** Aborted at the first SIGINT, SIGTERM or SIGHUP. */
  readonly signal: AbortSignal;
  /** 129, 130 or 143 after a signal, else undefined. */
  exitCode(): number | undefined;
  /** Gives the signals back to Node. */
  dispose(): void;
}

/**
 * The first signal asks for an orderly end, the second ends the process at once.
 *
 * @param onStop called at the first, before a word is said: a progress bar must leave its line
 * @param words what is said then
 */
export function watchStopSignals(onStop: () => void, words = stopWords): StopWatch {
  const controller = new AbortController();
  let received: StopSignal | undefined;
  const onSignal = (signal: StopSignal): void => {
    if (received !== undefined) process.exit(exitCodeOfSignal(signal));
    received = signal;
    onStop();
    remark(words);
    controller.abort();
  };
  for (const signal of stopping) process.on(signal, onSignal);
  return {
    signal: controller.signal,
    exitCode: () => (received === undefined ? undefined : exitCodeOfSignal(received)),
    dispose: () => {
      for (const signal of stopping) process.off(signal, onSignal);
    },
  };
}

/** Resolves when the signal is aborted. */
export const aborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => resolve(), { once: true });
  });

const stopWords = 'Stopping: work in hand is finished or handed back. Once more (Ctrl-C) to end at once.';

/** 128 + the signal's number, as shells have it. */
const exitCodeOfSignal = (signal: StopSignal): number => 128 + constants.signals[signal];
