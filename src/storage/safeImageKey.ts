/**
 * An image's key as a part of an object key: readable where it can be, percent-encoded where a file system, a URL or S3
 * could not take it. Encoded keys are equal only if the keys are; decoding the escapes gives the key back, unless it was
 * so long that a hash had to take the place of its end.
 */
import { createHash } from 'node:crypto';

/** Leaves room for ".c999.png" and a temporary name in a file name's 255 bytes. */
const maxPartBytes = 200;
/** Leaves room for "runs/<run>/heatmaps/<method>/" in a key's 1 024 bytes. */
const maxKeyBytes = 700;

/** Control characters, escapes themselves, what Windows forbids, what ends a URL's path, and halves of pairs. */
// eslint-disable-next-line no-control-regex -- control characters are what is looked for
const unsafe = /[\u0000-\u001f\u007f-\u009f%\\:*?"<>|#\p{Surrogate}]/gu;
const unsafeEnd = /[. ]$/;
/** Names that Windows keeps for devices, and our own temporary files. */
const reserved = /^(?:(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)|\.camline-tmp-)/i;

export function safeImageKey(key: string): string {
  const safe = key.split('/').map(safePart).join('/');
  if (Buffer.byteLength(safe) <= maxKeyBytes) return safe;
  const end = safe.lastIndexOf('/');
  return `${hashed(safe.slice(0, end))}/${safe.slice(end + 1)}`;
}

function safePart(part: string): string {
  if (part === '') return '%';
  const escaped = part
    .replace(unsafe, escape)
    .replace(unsafeEnd, escape)
    .replace(reserved, (name) => escape(name[0]!) + name.slice(1));
  if (Buffer.byteLength(escaped) <= maxPartBytes) return escaped;
  return `${cut(escaped, maxPartBytes - 20)}${hashed(escaped)}`;
}

/** `%41`, or `%uD800` for half of a surrogate pair, which UTF-8 has no bytes for. */
function escape(character: string): string {
  const unit = character.charCodeAt(0);
  return unit < 0x100 ? `%${hex(unit, 2)}` : `%u${hex(unit, 4)}`;
}

const hex = (value: number, digits: number): string => value.toString(16).toUpperCase().padStart(digits, '0');

/** "%~" never comes out of an escape, so a cut name cannot equal a whole one. */
const hashed = (text: string): string => `%~${createHash('sha256').update(text).digest('hex').slice(0, 16)}`;

/** The longest beginning of whole characters within `bytes`. */
function cut(text: string, bytes: number): string {
  let kept = '';
  let used = 0;
  for (const character of text) {
    used += Buffer.byteLength(character);
    if (used > bytes) break;
    kept += character;
  }
  return kept;
}
