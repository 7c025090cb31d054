/** Of a manifest, whatever its format. */
export interface Row {
  /** From 1 on: the line, or the row of a table without lines. */
  readonly number: number;
  /** Not yet checked. */
  readonly value: unknown;
}
