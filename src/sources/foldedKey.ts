/** Stores that ignore case or how an accent is written take keys and names for one where this is equal. */
export const foldedKey = (key: string): string => key.normalize('NFC').toLowerCase();
