/** Where the pixels of a photograph go: resize and centre crop, rounded as torchvision rounds. */
import type { ModelCard, Size } from '../config/modelCard.ts';
import { roundHalfEven } from './roundHalfEven.ts';

/** Photo → resized → cropped, pixels; offsets in the resized picture. */
export interface Transform {
  readonly resizedWidth: number;
  readonly resizedHeight: number;
  readonly cropLeft: number;
  readonly cropTop: number;
  readonly cropWidth: number;
  readonly cropHeight: number;
}

/** How a photograph of `photo` pixels becomes the network's input. */
export function transformOf(photo: Size, card: Pick<ModelCard, 'input' | 'resize'>): Transform {
  const resized = resizedSize(photo, card.resize);
  return {
    resizedWidth: resized.width,
    resizedHeight: resized.height,
    cropLeft: roundHalfEven((resized.width - card.input.width) / 2),
    cropTop: roundHalfEven((resized.height - card.input.height) / 2),
    cropWidth: card.input.width,
    cropHeight: card.input.height,
  };
}

/** The long side is cut down to a whole pixel: int(size * long / short). */
function resizedSize(photo: Size, { size, rule }: ModelCard['resize']): Size {
  if (typeof size !== 'number') return size;
  if (rule === 'exact') return { width: size, height: size };
  return photo.width <= photo.height
    ? { width: size, height: Math.trunc((size * photo.height) / photo.width) }
    : { width: Math.trunc((size * photo.width) / photo.height), height: size };
}
