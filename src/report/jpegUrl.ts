import type { RgbImage } from '../imaging/decode.ts';
import { encodeThumbnailJpeg } from '../imaging/encode.ts';

/** A picture to stand inside a page. @param pixels at most, on the longer side */
export async function jpegUrl(picture: RgbImage, pixels: number): Promise<string> {
  const jpeg = await encodeThumbnailJpeg(picture, pixels);
  return `data:image/jpeg;base64,${Buffer.from(jpeg).toString('base64')}`;
}
