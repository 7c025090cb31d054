/** What a file is by its first bytes: for the reason in an error message, never for the choice of a decoder. */

interface Signature {
  readonly format: string;
  /** Whether camline decodes it. */
  readonly supported: boolean;
  readonly offset: number;
  readonly magic: string;
}

const known = (format: string, magic: string, offset = 0): Signature => ({
  format,
  magic,
  offset,
  supported: true,
});
const refused = (format: string, magic: string, offset = 0): Signature => ({
  format,
  magic,
  offset,
  supported: false,
});

/** Magic strings as Latin-1. The first that fits is taken. */
const signatures: readonly Signature[] = [
  known('JPEG', '\xff\xd8'),
  known('PNG', '\x89PNG'),
  known('GIF', 'GIF8'),
  known('WebP', 'WEBP', 8),
  known('TIFF', 'II*\0'),
  known('TIFF', 'MM\0*'),
  known('TIFF', 'II+\0'),
  known('TIFF', 'MM\0+'),
  known('AVIF', 'ftypavif', 4),
  known('AVIF', 'ftypavis', 4),
  refused('HEIF or MP4', 'ftyp', 4),
  refused('PDF', '%PDF'),
  refused('SVG', '<svg'),
  refused('XML or SVG', '<?xml'),
  refused('HTML', '<!DOCTYPE html'),
  refused('HTML', '<html'),
  refused('BMP', 'BM'),
  refused('Photoshop', '8BPS'),
  refused('JPEG XL', '\0\0\0\x0cJXL '),
  refused('JPEG XL', '\xff\x0a'),
  refused('JPEG 2000', '\0\0\0\x0cjP'),
  refused('ZIP', 'PK\x03\x04'),
  refused('gzip', '\x1f\x8b'),
];

/** The format of the file's first bytes, or undefined where they are none of the known ones. */
export function formatOf(bytes: Uint8Array): Pick<Signature, 'format' | 'supported'> | undefined {
  const start = Buffer.from(bytes.subarray(0, 32)).toString('latin1');
  return signatures.find(({ magic, offset }) => start.startsWith(magic, offset)) ?? textFormat(bytes);
}

/** Text has no control bytes but tab, line feed, form feed and carriage return. */
function textFormat(bytes: Uint8Array): Pick<Signature, 'format' | 'supported'> | undefined {
  const isText = bytes.subarray(0, 512).every((byte) => byte >= 32 || [9, 10, 12, 13].includes(byte));
  return isText ? { format: 'text', supported: false } : undefined;
}
