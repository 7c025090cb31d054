/** A place that a model's files are fetched from. */
export interface Origin {
  /** The model file's address, for requests and messages: without credentials and query. */
  readonly address: string;
  /** The model file's own name, good as the name of a file here. */
  readonly name: string;
  /**
   * Writes the file at `path` beside the model ('' is the model file itself) to `target`, and takes its bytes off the budget.
   *
   * @returns false where there is none
   * @throws MODEL_TOO_LARGE, STORE_UNAVAILABLE
   */
  fetch(path: string, target: string, budget: Budget): Promise<boolean>;
}

/** Bytes that may still come. */
export interface Budget {
  left: number;
}
