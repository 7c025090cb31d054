import { UnrecoverableError } from 'bullmq';
import { describe, expect, test } from 'vitest';
import { CamlineError } from '../../../src/errors.ts';
import { bullError, failureOf, queueError } from '../../../src/queue/queueError.ts';

describe('a failure travels through BullMQ', () => {
  test.each([
    [
      new CamlineError('MODEL_CHANGED', 'line one\n"two"'),
      true,
      { code: 'MODEL_CHANGED', message: 'line one\n"two"' },
    ],
    [new CamlineError('STORE_UNAVAILABLE', 'later'), false, { code: 'STORE_UNAVAILABLE', message: 'later' }],
    ['a text', true, { code: 'INTERNAL', message: 'a text' }],
  ])('%s', (error, final, plain) => {
    const sent = bullError(error);
    expect(sent instanceof UnrecoverableError).toBe(final);
    expect(failureOf(sent.message)).toEqual(plain);
  });

  test.each(['job stalled more than allowable limit', '{"code":"NO_SUCH","message":"m"}', '{"code":1}', ''])(
    'a message of BullMQ itself: %j',
    (message) => {
      expect(failureOf(message)).toEqual({ code: 'INTERNAL', message });
    },
  );
});

test('credentials do not come through', () => {
  const error = queueError(new Error('connect ECONNREFUSED redis://me:canary@host:1'), 'be reached');
  expect(error).toMatchObject({ code: 'QUEUE_UNAVAILABLE' });
  expect(error.message).toBe('The queue could not be reached: connect ECONNREFUSED redis://***@host:1.');
});
