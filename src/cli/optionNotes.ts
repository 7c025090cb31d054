import { isSmoothable, type Method } from '../methods/method.ts';
import { methodNamed } from '../methods/registry.ts';
import { readsLayers } from '../model/request.ts';

interface MapOptions {
  readonly eigenSmooth?: true;
  readonly layers?: readonly string[];
}

/** For each option that was given and changes nothing for some of the methods: one sentence that names them. */
export function optionNotes(names: readonly string[], { eigenSmooth, layers }: MapOptions): string[] {
  const methods = [...new Set(names.map(methodNamed))];
  return [
    ...(eigenSmooth === true ? ignoredBy('--eigen-smooth', methods, isSmoothable) : []),
    ...(layers !== undefined ? ignoredBy('--layers', methods, readsLayers) : []),
  ];
}

function ignoredBy(option: string, methods: readonly Method[], heeds: (method: Method) => boolean): string[] {
  const deaf = methods.filter((method) => !heeds(method)).map(({ name }) => name);
  return deaf.length === 0 ? [] : [`${option} has no effect on ${deaf.join(', ')}`];
}
