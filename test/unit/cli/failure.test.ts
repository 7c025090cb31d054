import { CommanderError } from 'commander';
import { describe, expect, test } from 'vitest';
import { exitCodeOf, failureText } from '../../../src/cli/failure.ts';
import { CamlineError, unknownName } from '../../../src/errors.ts';

describe('failureText', () => {
  test('is one line with the choices and the code', () => {
    const error = unknownName('METHOD_UNKNOWN', 'method', 'gradcan', ['gradcam', 'scorecam']);
    expect(failureText(error, false)).toBe(
      'camline: Unknown method "gradcan". Did you mean "gradcam"? Choose one of: gradcam, scorecam. [METHOD_UNKNOWN]',
    );
  });

  test('a message of several lines becomes one', () => {
    expect(failureText(new CamlineError('INPUT_INVALID', 'a\n  b\n'), false)).toBe(
      'camline: a b [INPUT_INVALID]',
    );
  });

  test('the stack follows where it was asked for', () => {
    expect(failureText(new CamlineError('INPUT_INVALID', 'a'), true)).toContain('\n    at ');
  });

  test('a fault of ours comes with its stack', () => {
    expect(failureText(new TypeError('x is not a function'), false)).toMatch(
      /Internal error: TypeError: x.*\n\s+at /,
    );
  });

  test("commander's words", () => {
    const error = new CommanderError(
      1,
      'commander.unknownOption',
      "error: unknown option '--modl'\n(Did you mean --model?)",
    );
    expect(failureText(error, false)).toBe(
      "camline: Unknown option '--modl' (Did you mean --model?) See: camline --help",
    );
  });
});

test.each([
  [new CamlineError('METHOD_UNKNOWN', ''), 2],
  [new CamlineError('QUEUE_UNAVAILABLE', ''), 5],
  [new CamlineError('ENGINE_FAILED', ''), 1],
  [new CommanderError(1, 'commander.missingArgument', ''), 2],
  [new CommanderError(0, 'commander.version', ''), 0],
  [new Error('x'), 1],
])('%s gives exit code %d', (error, code) => expect(exitCodeOf(error)).toBe(code));
