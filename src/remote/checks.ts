import { CamlineError } from '../errors.ts';

/** As the engines have it: weights are decoded in memory. */
export const mostBytes = 2 ** 31 - 1;

export const tooLarge = (address: string): CamlineError =>
  new CamlineError(
    'MODEL_TOO_LARGE',
    `${address} and what lies beside it are larger than a model may be (2 GiB). Use a smaller model.`,
  );

/** Throws CONFIG_INVALID for a name that is none of a file in the folder where it is put. */
export function plainName(name: string, address: string): string {
  // oxlint-disable-next-line no-control-regex -- names of objects may hold any character
  if (name !== '' && name !== '.' && name !== '..' && !/[/\\\u0000-\u001f]/.test(name)) return name;
  throw new CamlineError(
    'CONFIG_INVALID',
    `Expected the address of a model file, such as …/model.json or …/net.onnx, received ${address}.`,
  );
}
