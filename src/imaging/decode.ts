/**
 * Decodes a photograph as the training libraries do: what PIL's `convert('RGB')` gives. JPEGs come out equal to PIL's in
 * every byte. CMYK is converted by PIL's formula, 16 bits are scaled to 8, palettes are looked up, grey becomes three
 * equal colours, alpha is dropped (not composited), the first frame of an animation is taken, colour profiles are ignored.
 *
 * Shrink-on-load (a JPEG decoded at half size) is never used: it is another resampler and changes the pixels.
 */
import type { Sharp } from 'sharp';
import type { ModelCard } from '../config/modelCard.ts';
import type { RunRequest } from '../config/runRequest.ts';
import { CamlineError, messageOf } from '../errors.ts';
import { cmykToRgb } from './cmyk.ts';
import { sharp } from './sharp.ts';
import { formatOf } from './signature.ts';

export type DecodeOptions = Pick<RunRequest, 'maxImageBytes' | 'maxImagePixels' | 'imageTimeoutSeconds'> &
  Pick<ModelCard, 'exifOrientation'>;

/** 8-bit colours, [height, width, 3]. */
export interface RgbImage {
  readonly data: Uint8Array;
  readonly width: number;
  readonly height: number;
}

/** What an image file says of itself before any pixel is decoded. */
export interface ImageHeader {
  /** Pixels, before any rotation. */
  readonly width: number;
  readonly height: number;
  /** libvips' name of the colour space. */
  readonly space: string;
}

/** Memory that the image will take, decoded: for back-pressure. */
export const decodedBytes = ({ width, height }: ImageHeader): number => width * height * 3;

/** Throws IMAGE_EMPTY, IMAGE_TOO_LARGE, IMAGE_UNSUPPORTED or IMAGE_CORRUPT, with the reason. */
export async function readHeader(bytes: Uint8Array, options: DecodeOptions): Promise<ImageHeader> {
  checkBytes(bytes, options);
  const header = await headerOf(bytes);
  checkPixels(header, options);
  return header;
}

/**
 * Throws as `readHeader` does, and TIMEOUT.
 *
 * @param header as `readHeader` gave it for these bytes, where it was read before: reading it is a tenth of a small JPEG's decoding
 */
export async function decodeImage(
  bytes: Uint8Array,
  options: DecodeOptions,
  header?: ImageHeader,
): Promise<RgbImage> {
  const { space } = header ?? (await readHeader(bytes, options));
  try {
    return space === 'cmyk' ? await decodeCmyk(bytes, options) : await decodeRgb(bytes, options);
  } catch (error) {
    throw decodeError(error, bytes);
  }
}

function checkBytes(bytes: Uint8Array, { maxImageBytes }: DecodeOptions): void {
  if (bytes.length === 0)
    throw new CamlineError('IMAGE_EMPTY', 'Expected an image, received a file of zero bytes.');
  if (bytes.length <= maxImageBytes) return;
  throw new CamlineError(
    'IMAGE_TOO_LARGE',
    `Expected at most ${maxImageBytes} bytes, received ${bytes.length}. Larger files are taken by a run of its own with --max-image-bytes.`,
  );
}

async function headerOf(bytes: Uint8Array): Promise<ImageHeader> {
  try {
    return await sharp(bytes, { limitInputPixels: false }).metadata();
  } catch (error) {
    throw decodeError(error, bytes);
  }
}

function checkPixels({ width, height }: ImageHeader, { maxImagePixels }: DecodeOptions): void {
  if (width * height <= maxImagePixels) return;
  throw new CamlineError(
    'IMAGE_TOO_LARGE',
    `Expected at most ${maxImagePixels} pixels, received ${width}x${height}. Larger images are taken by a run of its own with --max-image-pixels.`,
  );
}

function open(bytes: Uint8Array, options: DecodeOptions): Sharp {
  return sharp(bytes, {
    limitInputPixels: options.maxImagePixels,
    ignoreIcc: true,
    autoOrient: options.exifOrientation,
  }).timeout({ seconds: Math.min(3600, Math.ceil(options.imageTimeoutSeconds)) });
}

async function decodeRgb(bytes: Uint8Array, options: DecodeOptions): Promise<RgbImage> {
  const { data, info } = await open(bytes, options)
    .removeAlpha()
    .toColourspace('srgb')
    .raw({ depth: 'uchar' })
    .toBuffer({ resolveWithObject: true });
  return { data: threeChannels(data, info.channels), width: info.width, height: info.height };
}

async function decodeCmyk(bytes: Uint8Array, options: DecodeOptions): Promise<RgbImage> {
  const { data, info } = await open(bytes, options)
    .pipelineColourspace('cmyk')
    .toColourspace('cmyk')
    .raw({ depth: 'uchar' })
    .toBuffer({ resolveWithObject: true });
  return { data: cmykToRgb(data, info.channels), width: info.width, height: info.height };
}

function threeChannels(data: Uint8Array, channels: number): Uint8Array {
  if (channels === 3) return data;
  throw new CamlineError(
    'IMAGE_UNSUPPORTED',
    `Expected grey, colour or CMYK, received ${channels} channels.`,
  );
}

function decodeError(error: unknown, bytes: Uint8Array): CamlineError {
  if (error instanceof CamlineError) return error;
  const reason = messageOf(error).trim().split('\n')[0] ?? '';
  if (reason.startsWith('timeout')) return new CamlineError('TIMEOUT', `Decoding took too long: ${reason}.`);
  const found = formatOf(bytes);
  const isRefused = found === undefined ? reason.includes('unsupported image format') : !found.supported;
  if (isRefused) {
    const what = found?.format ?? 'an unknown format';
    const message = `Expected JPEG, PNG, WebP, AVIF, GIF or TIFF, received ${what}.`;
    return new CamlineError('IMAGE_UNSUPPORTED', message, { cause: error });
  }
  const why = reason.includes('failOn') ? 'its data are damaged or end too early' : reason;
  const message = `Cannot decode ${found?.format ?? 'the image'}: ${why}.`;
  return new CamlineError('IMAGE_CORRUPT', message, { cause: error });
}
