import type { Metric } from './metric.ts';

const epsilon = 1e-7;

/**
 * How the score y changes to y' when the normalised image is multiplied by its map: the fall max(0, y - y'), as the reference
 * library has it, the same relative to y, as the Grad-CAM++ paper has it, and whether the score rose.
 *
 * @source Chattopadhay et al., Grad-CAM++, WACV 2018, section 4.1
 */
export const confidence: Metric = {
  name: 'confidence',
  title: 'Confidence drop and increase',
  paper: 'Chattopadhay et al., WACV 2018',
  url: 'https://arxiv.org/abs/1710.11063',
  formula: "averageDrop = max(0, y - y') / (y + 1e-7), y' = p(image x map)",
  figures: { averageDrop: 'lower', confidenceDrop: 'lower', increase: 'higher' },
  needsRegion: false,
  passes: () => 1,
  trial: ({ image, map, score }) => ({
    count: 1,
    write: (_, out) => {
      for (let at = 0; at < out.length; at++) out[at] = image.data[at]! * map.data[at % map.data.length]!;
    },
    judge: ([after]) => {
      const drop = Math.max(0, score - after!);
      return {
        figures: {
          averageDrop: drop / (score + epsilon),
          confidenceDrop: drop,
          increase: after! > score ? 1 : 0,
        },
        flags: [],
      };
    },
  }),
};
