import { sharp } from './sharp.ts';

/**
 * Memory that an image's pixels will take once decoded to RGB, from its header alone: for back-pressure. 0 for bytes that
 * are no image: `decodeImage` says why.
 */
export async function decodedBytes(bytes: Uint8Array): Promise<number> {
  try {
    const { width, height } = await sharp(bytes, { limitInputPixels: false }).metadata();
    return width * height * 3;
  } catch {
    return 0;
  }
}
