/** The mixing by the kernel: the bytes of `plainMix`. */
import { kernel, mostKernelBytes, placed, type Kernel } from '../kernel/kernel.ts';
import { plainMix, shares, type Mix } from './plainMix.ts';

/** Undefined where there is no kernel. */
export const simdMix: Mix | undefined = kernel === undefined ? undefined : mixOf(kernel);

/** Bytes of four float32. */
const vector = 16;

function mixOf(given: Kernel): Mix {
  return (heat, picture, colours, imageWeight) => {
    const pixels = heat.length;
    const colourShares = fourth(shares(colours, 1 - imageWeight));
    const { at, end } = placed({
      heat: pixels,
      picture: picture.length,
      colours: colourShares.byteLength,
      mixed: pixels * vector,
      target: picture.length,
    });
    if (end > mostKernelBytes) return plainMix(heat, picture, colours, imageWeight);
    given.reserve(end);
    given.put(at.heat, heat);
    given.put(at.picture, picture);
    given.put(at.colours, colourShares);
    const { run } = given;
    const maximum = run.mix(at.heat, at.picture, pixels, at.colours, imageWeight, at.mixed);
    if (maximum === 0) return new Uint8Array(picture.length);
    run.mixedBytes(at.mixed, pixels, maximum, at.target);
    return given.bytes(at.target, picture.length);
  };
}

/** [n, 3] as [n, 4], the last of each 0. */
function fourth(three: Float32Array): Float32Array {
  const four = new Float32Array((three.length / 3) * 4);
  for (let index = 0; index < three.length; index++) four[index + Math.floor(index / 3)] = three[index]!;
  return four;
}
