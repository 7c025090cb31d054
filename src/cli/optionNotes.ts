import type { OutputKind, OverlayGround } from '../config/runRequest.ts';
import { isSmoothable, type Method } from '../methods/method.ts';
import { methodNamed } from '../methods/registry.ts';
import { readsLayers } from '../model/request.ts';

interface MapOptions {
  readonly eigenSmooth?: true;
  readonly layers?: readonly string[];
  readonly overlay?: OverlayGround;
  /** Of a run; absent: the usual ones. */
  readonly outputs?: readonly OutputKind[];
}

/** For each option that was given and changes nothing, or nothing for some of the methods: one sentence that says so. */
export function optionNotes(
  names: readonly string[],
  { eigenSmooth, layers, overlay, outputs }: MapOptions,
): string[] {
  const featured = outputs?.includes('features') === true;
  const methods = [...new Set(names.map(methodNamed))];
  return [
    ...(eigenSmooth === true ? ignoredBy('--eigen-smooth', methods, isSmoothable) : []),
    ...(layers !== undefined && !featured ? ignoredBy('--layers', methods, readsLayers) : []),
    ...(overlay !== undefined && outputs?.includes('overlays') === false
      ? ['--overlay has no effect without overlays among the --outputs']
      : []),
  ];
}

function ignoredBy(option: string, methods: readonly Method[], heeds: (method: Method) => boolean): string[] {
  const deaf = methods.filter((method) => !heeds(method)).map(({ name }) => name);
  return deaf.length === 0 ? [] : [`${option} has no effect on ${deaf.join(', ')}`];
}
