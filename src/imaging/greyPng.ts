/**
 * An 8-bit grey PNG without anything but the picture. Each row is stored as differences from the pixel to the left, because
 * heatmaps are smooth: half the size of what libvips writes without filters, in half the time.
 *
 * @source https://www.w3.org/TR/png-3/
 */
import { promisify } from 'node:util';
import { crc32, deflate } from 'node:zlib';

const deflated = promisify(deflate);

const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
const differenceFromTheLeft = 1;
/** Higher levels take several times as long for a tenth less. */
const level = 2;

/** @param grey [height, width] */
export async function greyPng(grey: Uint8Array, width: number, height: number): Promise<Uint8Array> {
  const data = await deflated(filteredRows(grey, width, height), { level });
  return Buffer.concat([
    signature,
    chunk('IHDR', header(width, height)),
    chunk('IDAT', data),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

/** Size; 8 bits a sample, grey; deflate, the five filters, not interlaced. */
function header(width: number, height: number): Buffer {
  const bytes = Buffer.from([0, 0, 0, 0, 0, 0, 0, 0, 8, 0, 0, 0, 0]);
  bytes.writeUInt32BE(width, 0);
  bytes.writeUInt32BE(height, 4);
  return bytes;
}

/** Each row behind the number of its filter. */
function filteredRows(grey: Uint8Array, width: number, height: number): Uint8Array {
  const rows = new Uint8Array((width + 1) * height);
  let to = 0;
  for (let row = 0, from = 0; row < height; row++) {
    rows[to++] = differenceFromTheLeft;
    let left = 0;
    for (let column = 0; column < width; column++) {
      const value = grey[from++]!;
      rows[to++] = value - left;
      left = value;
    }
  }
  return rows;
}

/** Length of the data, type, data, and a checksum of the last two. */
function chunk(type: string, data: Uint8Array): Buffer {
  const bytes = Buffer.alloc(data.length + 12);
  bytes.writeUInt32BE(data.length, 0);
  bytes.write(type, 4, 'latin1');
  bytes.set(data, 8);
  bytes.writeUInt32BE(crc32(bytes.subarray(4, -4)), bytes.length - 4);
  return bytes;
}
