/** The entry of that name; a name from a file may be one that every object knows, such as "constructor". */
export const lookUp = <T>(table: Readonly<Record<string, T>>, name: string): T | undefined =>
  Object.hasOwn(table, name) ? table[name] : undefined;
