import { CamlineError } from '../errors.ts';

/** Throws CONFIG_INVALID for a name that is none of a file in the folder where it is put. */
export function plainName(name: string, address: string): string {
  // oxlint-disable-next-line no-control-regex -- names of objects may hold any character
  if (name !== '' && name !== '.' && name !== '..' && !/[/\\\u0000-\u001f]/.test(name)) return name;
  throw new CamlineError(
    'CONFIG_INVALID',
    `Expected the address of a model file, such as …/model.json or …/net.onnx, received ${address}.`,
  );
}
