const short: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

/** Names of files may hold what moves a terminal's cursor or ends a line: shown as JavaScript would write it. */
export const printable = (text: string): string =>
  // eslint-disable-next-line no-control-regex -- control characters are what is looked for
  text.replaceAll(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]/g, escaped);

const escaped = (character: string): string =>
  short[character] ?? `\\u${character.codePointAt(0)!.toString(16).padStart(4, '0')}`;
