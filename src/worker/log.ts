/** Where the worker tells what it does: pino's shape, as far as it is needed here. */
type Line = (fields: Readonly<Record<string, unknown>>, message: string) => void;

export interface Log {
  readonly debug: Line;
  readonly info: Line;
  readonly warn: Line;
  readonly error: Line;
}
