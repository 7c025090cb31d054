/** Bytes of decoded pixels that one executor holds at most: back-pressure by memory, not by images. */
export const decodedBytesAtOnce = 256 * 2 ** 20;
