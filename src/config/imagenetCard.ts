import type { ModelCard, Size } from './modelCard.ts';

export const imagenetMean = [0.485, 0.456, 0.406] as const;
export const imagenetStd = [0.229, 0.224, 0.225] as const;

/** The share of the resized short side that evaluation on ImageNet keeps: 224 of 256. */
export const imagenetCropShare = 224 / 256;

/** 224 → 256 */
export const imagenetShortSide = ({ width, height }: Size): number =>
  Math.floor(Math.max(width, height) / imagenetCropShare);

/** What most ImageNet networks were evaluated with, for networks that come without a card. */
export const imagenetCard = (name: string, input: Size): ModelCard => ({
  name,
  input,
  resize: {
    rule: 'shortSide',
    size: imagenetShortSide(input),
    filter: 'bilinear',
  },
  crop: 'center',
  channels: 'rgb',
  mean: [...imagenetMean],
  std: [...imagenetStd],
  exifOrientation: false,
  labels: null,
});
