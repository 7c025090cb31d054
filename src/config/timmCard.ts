/**
 * timm's `config.json` (as on the Hugging Face hub) as a model card.
 *
 * @source https://huggingface.co/docs/timm/hf_hub
 */
import { z } from 'zod';
import { imagenetMean, imagenetStd } from './imagenetCard.ts';
import { modelCardSchema, type ModelCard, type Size } from './modelCard.ts';
import { parseAs } from './parse.ts';

const pixels = z.int().positive();
const triple = z.tuple([z.number(), z.number(), z.number()]);

const pretrainedSchema = z.object({
  input_size: z.tuple([z.literal(3), pixels, pixels]),
  interpolation: z.enum(['bilinear', 'bicubic', 'lanczos', 'nearest']).default('bicubic'),
  crop_pct: z.number().positive().max(1).default(0.875),
  /** 'border' pads the photograph, which a card cannot say. */
  crop_mode: z.enum(['center', 'squash']).default('center'),
  mean: triple.default([...imagenetMean]),
  std: triple.default([...imagenetStd]),
});

const configSchema = z.object({
  pretrained_cfg: pretrainedSchema,
  label_names: z.array(z.string()).nullish(),
  label_descriptions: z.record(z.string(), z.string()).nullish(),
});

export const looksLikeTimm = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && 'pretrained_cfg' in value;

/** @param input the network's own size where it is known: the crop's share then applies to it */
export function cardFromTimm(value: unknown, path: string, name: string, input: Size | undefined): ModelCard {
  const what = `timm config ${path}`;
  const { pretrained_cfg: config, ...labels } = parseAs(configSchema, value, 'CARD_INVALID', what);
  const [, height, width] = config.input_size;
  const network = input ?? { width, height };
  const card = {
    name,
    input: network,
    resize: { ...resizeRule(network, config.crop_pct, config.crop_mode), filter: config.interpolation },
    crop: 'center',
    channels: 'rgb',
    mean: config.mean,
    std: config.std,
    exifOrientation: false,
    labels: labels.label_names?.map((label) => labels.label_descriptions?.[label] ?? label) ?? null,
  };
  return parseAs(modelCardSchema, card, 'CARD_INVALID', what);
}

function resizeRule(
  input: Size,
  cropShare: number,
  mode: 'center' | 'squash',
): Pick<ModelCard['resize'], 'rule' | 'size'> {
  const width = Math.floor(input.width / cropShare);
  const height = Math.floor(input.height / cropShare);
  if (mode === 'squash') return { rule: 'exact', size: { width, height } };
  return { rule: 'shortSide', size: Math.max(width, height) };
}
