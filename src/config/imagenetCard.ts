import type { ModelCard, Size } from './modelCard.ts';

export const imagenetMean = [0.485, 0.456, 0.406] as const;
export const imagenetStd = [0.229, 0.224, 0.225] as const;

/** The share of the resized short side that evaluation on ImageNet keeps: 224 of 256. */
export const imagenetCropShare = 224 / 256;

/** 224 → 256 */
export const imagenetShortSide = ({ width, height }: Size): number =>
  Math.floor(Math.max(width, height) / imagenetCropShare);

/** What most ImageNet networks were evaluated with, for networks that come without a card. */
export const imagenetCard = (name: string, input: Size, channels: 'rgb' | 'grey' = 'rgb'): ModelCard => ({
  name,
  input,
  resize: {
    rule: 'shortSide',
    size: imagenetShortSide(input),
    filter: 'bilinear',
  },
  crop: 'center',
  channels,
  mean: channels === 'grey' ? [average(imagenetMean)] : [...imagenetMean],
  std: channels === 'grey' ? [average(imagenetStd)] : [...imagenetStd],
  exifOrientation: false,
  labels: null,
});

/** To thousandths: 0.449 and 0.226, as networks are trained that saw ImageNet in grey. */
const average = (numbers: readonly number[]): number =>
  Math.round((1000 * numbers.reduce((sum, each) => sum + each, 0)) / numbers.length) / 1000;
