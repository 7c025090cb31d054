import { tf } from '../tf.ts';

/** Runs `work` and frees every tensor that it made, whatever it gives back or throws. */
export function inTidy<Result>(work: () => Result): Result {
  tf.engine().startScope();
  try {
    return work();
  } finally {
    tf.engine().endScope();
  }
}
