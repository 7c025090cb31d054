/**
 * Every error that camline raises on purpose has a stable code from this table.
 *
 * `retryable`: the same work may succeed later without anybody changing anything (network, lock, device memory).
 * `exit`: what the command line answers with. 1 = the work was tried and failed, 2 = the request was wrong,
 * 5 = something that camline stands on (queue, store, device) is not there.
 */
const errorTable = {
  CONFIG_INVALID: { retryable: false, exit: 2 },
  CARD_INVALID: { retryable: false, exit: 2 },
  MODEL_NOT_FOUND: { retryable: false, exit: 2 },
  MODEL_INVALID: { retryable: false, exit: 2 },
  MODEL_TOO_LARGE: { retryable: false, exit: 2 },
  MODEL_EXTERNAL_DATA: { retryable: false, exit: 2 },
  MODEL_UNSUPPORTED: { retryable: false, exit: 2 },
  MODEL_CHANGED: { retryable: false, exit: 2 },
  GRADIENT_MISSING: { retryable: false, exit: 2 },
  LAYER_UNKNOWN: { retryable: false, exit: 2 },
  LAYER_UNUSABLE: { retryable: false, exit: 2 },
  METHOD_UNKNOWN: { retryable: false, exit: 2 },
  METHOD_UNSUPPORTED: { retryable: false, exit: 2 },
  METRIC_UNKNOWN: { retryable: false, exit: 2 },
  CLASS_UNKNOWN: { retryable: false, exit: 2 },
  INPUT_INVALID: { retryable: false, exit: 2 },
  SOURCE_NOT_FOUND: { retryable: false, exit: 2 },
  SOURCE_UNREADABLE: { retryable: false, exit: 2 },
  SOURCE_EMPTY: { retryable: false, exit: 2 },
  SOURCE_INVALID: { retryable: false, exit: 2 },
  SOURCE_CHANGED: { retryable: false, exit: 1 },
  KEY_INVALID: { retryable: false, exit: 2 },
  IMAGE_NOT_FOUND: { retryable: false, exit: 1 },
  IMAGE_UNREADABLE: { retryable: false, exit: 1 },
  IMAGE_EMPTY: { retryable: false, exit: 1 },
  IMAGE_CORRUPT: { retryable: false, exit: 1 },
  IMAGE_UNSUPPORTED: { retryable: false, exit: 1 },
  IMAGE_TOO_LARGE: { retryable: false, exit: 1 },
  MASK_INVALID: { retryable: false, exit: 1 },
  TIMEOUT: { retryable: false, exit: 1 },
  WORKER_CRASHED: { retryable: false, exit: 1 },
  WORKER_STOPPED: { retryable: true, exit: 1 },
  RUN_MISMATCH: { retryable: false, exit: 2 },
  RUN_UNKNOWN: { retryable: false, exit: 2 },
  RUN_INCOMPLETE: { retryable: false, exit: 1 },
  STORE_UNWRITABLE: { retryable: false, exit: 2 },
  STORE_UNAVAILABLE: { retryable: true, exit: 5 },
  STORE_CORRUPT: { retryable: false, exit: 1 },
  QUEUE_UNAVAILABLE: { retryable: true, exit: 5 },
  QUEUE_LOCKED: { retryable: false, exit: 5 },
  DEVICE_MISSING: { retryable: false, exit: 5 },
  ENGINE_FAILED: { retryable: false, exit: 1 },
  ENGINE_OUT_OF_MEMORY: { retryable: true, exit: 1 },
  CANCELLED: { retryable: false, exit: 1 },
  INTERNAL: { retryable: false, exit: 1 },
} as const satisfies Record<string, { retryable: boolean; exit: 1 | 2 | 5 }>;

export type ErrorCode = keyof typeof errorTable;

/** An error with a stable `code`; its message says what was expected, what came, and what to do. */
export class CamlineError extends Error {
  override readonly name = 'CamlineError';
  readonly code: ErrorCode;

  constructor(code: ErrorCode, message: string, options: { readonly cause?: unknown } = {}) {
    super(message, 'cause' in options ? { cause: options.cause } : undefined);
    this.code = code;
  }

  /** Whether the same work may succeed later without anybody changing anything. */
  get retryable(): boolean {
    return errorTable[this.code].retryable;
  }

  /** Exit code of the command line for this error. */
  get exitCode(): 1 | 2 | 5 {
    return errorTable[this.code].exit;
  }
}

export const isErrorCode = (code: string): code is ErrorCode => Object.hasOwn(errorTable, code);

/** What is told of anything that was thrown. */
export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** Code and message survive a process or thread boundary; class identity does not. */
export interface PlainError {
  readonly code: ErrorCode;
  readonly message: string;
}

export function toPlainError(error: unknown): PlainError {
  if (error instanceof CamlineError) return { code: error.code, message: error.message };
  return {
    code: 'INTERNAL',
    message: error instanceof Error ? (error.stack ?? error.message) : String(error),
  };
}

export const fromPlainError = (plain: PlainError): CamlineError =>
  new CamlineError(plain.code, plain.message);

/**
 * "Unknown method "gradcan". Did you mean "gradcam"? Choose one of: …": one wording for every closed list of names.
 * The list is cut after `most` names, the closest ones first.
 */
export function unknownName(
  code: ErrorCode,
  kind: string,
  given: string,
  choices: readonly string[],
  most = 20,
): CamlineError {
  const ranked = byNearness(given, choices);
  const near = nearestName(given, ranked.slice(0, 1));
  const shown = firstNames(choices.length <= most ? choices : ranked, most);
  return new CamlineError(
    code,
    `Unknown ${kind} "${given}".${near === undefined ? '' : ` Did you mean "${near}"?`} Choose one of: ${shown}.`,
  );
}

/** "a, b, … (12 in all)". */
export const firstNames = (names: readonly string[], most: number): string =>
  names.length <= most ? names.join(', ') : `${names.slice(0, most).join(', ')}, … (${names.length} in all)`;

const byNearness = (given: string, choices: readonly string[]): string[] =>
  [...choices].sort((a, b) => editDistance(given, a) - editDistance(given, b));

/** What `given` may have been meant to be; undefined where nothing is like it. */
export function nearestName(given: string, choices: readonly string[]): string | undefined {
  const [nearest] = byNearness(given, choices);
  if (nearest === undefined) return undefined;
  return editDistance(given, nearest) <= Math.max(2, given.length / 3) ? nearest : undefined;
}

const fileTroubles: Readonly<Record<string, string>> = {
  ENOENT: 'there is nothing of that name',
  ENOTDIR: 'a part of the path is a file, or it is one where a folder was expected',
  EISDIR: 'it is a folder where a file was expected',
  EACCES: 'permission denied',
  EPERM: 'permission denied',
};

/** What the operating system said of a file, without the path and the name of the call. */
export function fileTrouble(cause: unknown): string {
  if (!(cause instanceof Error)) return String(cause);
  return ('code' in cause ? fileTroubles[String(cause.code)] : undefined) ?? cause.message;
}

/** Levenshtein distance, case-insensitive; strings are names, so the quadratic table is small. */
function editDistance(left: string, right: string): number {
  const a = left.toLowerCase().slice(0, 100);
  const b = right.toLowerCase().slice(0, 100);
  let previous = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row++) {
    const current = [row];
    for (let column = 1; column <= b.length; column++) {
      const substituted = previous[column - 1]! + (a[row - 1] === b[column - 1] ? 0 : 1);
      current.push(Math.min(previous[column]! + 1, current[column - 1]! + 1, substituted));
    }
    previous = current;
  }
  return previous[b.length]!;
}
