/** A number above zero that was given for `option`; else the bench ends with 2 and a line that says so. */
export function count(text: string, option: string): number {
  const number = Number(text);
  if (!(number > 0)) {
    console.error(`Expected a number above 0 for --${option}, received ${JSON.stringify(text)}.`);
    process.exit(2);
  }
  return number;
}
