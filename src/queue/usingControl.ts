import type { QueueControl } from './queues.ts';

/** Closes `control` when `work` is done or has failed. */
export async function usingControl<T>(
  control: QueueControl,
  work: (control: QueueControl) => Promise<T>,
): Promise<T> {
  try {
    return await work(control);
  } finally {
    await control.close();
  }
}
