import type { Tensor } from '../tensor/tensor.ts';
import { stacked } from './batches.ts';
import type { Explanation, MapRow } from './types.ts';

/** Explanations of batches (one per method each) as those of all their images. */
export const joinExplanations = (parts: readonly (readonly Explanation[])[]): Explanation[] =>
  parts[0]!.map((_, method) => joined(parts.map((part) => part[method]!)));

/** Batches of one method behind each other; image numbers go on. */
function joined(parts: readonly Explanation[]): Explanation {
  if (parts.length === 1) return parts[0]!;
  const rows: MapRow[] = [];
  let images = 0;
  for (const part of parts) {
    const start = images;
    rows.push(...part.rows.map((row) => ({ ...row, image: row.image + start })));
    images += part.classes.length;
  }
  return {
    method: parts[0]!.method,
    look: parts[0]!.look,
    layers: parts[0]!.layers,
    maps: stacked(parts.map((part) => part.maps)),
    layerMaps: stackedOrNull(parts.map((part) => part.layerMaps)),
    values: stackedOrNull(parts.map((part) => part.values)),
    rawRange: parts.flatMap((part) => part.rawRange),
    figures: parts.flatMap((part) => part.figures),
    flat: parts.flatMap((part) => part.flat),
    rows,
    verdicts: parts.flatMap((part) => part.verdicts),
    logits: stacked(parts.map((part) => part.logits)),
    probabilities: stacked(parts.map((part) => part.probabilities)),
    features: stackedOrNull(parts.map((part) => part.features)),
    classes: parts.flatMap((part) => part.classes),
  };
}

/** A tensor that every part has, or none. */
function stackedOrNull(parts: readonly (Tensor | null)[]): Tensor | null {
  const given = parts.filter((part) => part !== null);
  return given.length === parts.length ? stacked(given) : null;
}
