/** Masks the user part of every URL in a text: "redis://me:secret@host" → "redis://***@host". */
export const withoutCredentials = (text: string): string =>
  text.replace(/\b([a-z][a-z0-9+.-]*:\/\/)[^\s/?#]*@/gi, '$1***@');
