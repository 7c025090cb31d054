/** Numbers of a bench's options; for what is none the bench ends with 2 and a line that says so. */
export const count = (text: string, option: string): number =>
  checked(text, option, 'a whole number', Number.isSafeInteger);

/** Minutes, shares and the like. */
export const positive = (text: string, option: string): number =>
  checked(text, option, 'a number', () => true);

function checked(text: string, option: string, what: string, isGood: (number: number) => boolean): number {
  const number = Number(text);
  if (!(number > 0 && isGood(number))) {
    console.error(`Expected ${what} above 0 for --${option}, received ${JSON.stringify(text)}.`);
    process.exit(2);
  }
  return number;
}
