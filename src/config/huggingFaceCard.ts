/**
 * Hugging Face `preprocessor_config.json` as a model card.
 *
 * @source https://huggingface.co/docs/transformers/main_classes/image_processor
 */
import { z } from 'zod';
import { imagenetCropShare } from './imagenetCard.ts';
import { modelCardSchema, type ModelCard, type ResizeFilter, type Size } from './modelCard.ts';
import { parseAs } from './parse.ts';

const pixels = z.int().positive();
const heightAndWidth = z.object({ height: pixels, width: pixels });
/** Three, or one for a network that takes grey images. */
const numbers = z.array(z.number());

/** PIL's numbers of its filters; 4 (box) and 5 (Hamming) are not used by classifiers. */
const filterByNumber: Readonly<Record<string, ResizeFilter>> = {
  '0': 'nearest',
  '1': 'lanczos',
  '2': 'bilinear',
  '3': 'bicubic',
};

const processorSchema = z
  .object({
    do_resize: z.boolean().default(true),
    size: z.union([pixels, z.object({ shortest_edge: pixels }), heightAndWidth], {
      error: 'expected a number, { shortest_edge } or { height, width }',
    }),
    resample: z
      .int()
      .default(2)
      .transform((number, context) => {
        const filter = filterByNumber[String(number)];
        if (filter !== undefined) return filter;
        context.addIssue({ code: 'custom', message: `expected 0 to 3, received ${number}` });
        return z.NEVER;
      }),
    do_center_crop: z.boolean().default(false),
    crop_size: z.union([pixels, heightAndWidth]).optional(),
    /** ConvNeXt: the resized short side is `shortest_edge / crop_pct`. */
    crop_pct: z.number().positive().max(1).default(imagenetCropShare),
    do_rescale: z.boolean().default(true),
    rescale_factor: z
      .number()
      .positive()
      .default(1 / 255),
    rescale_offset: z.boolean().default(false),
    do_normalize: z.boolean().default(true),
    image_mean: numbers.default([0.5, 0.5, 0.5]),
    image_std: numbers.default([0.5, 0.5, 0.5]),
  })
  .refine(({ image_mean: mean, image_std: std }) => mean.length === std.length, {
    path: ['image_std'],
    error: 'expected as many numbers as image_mean has',
  });
type Processor = z.infer<typeof processorSchema>;

const labelsSchema = z.object({ id2label: z.record(z.string().regex(/^\d+$/), z.string()) });

/**
 * @param value content of `preprocessor_config.json`
 * @param modelConfig content of `config.json` beside it, for the class names; undefined where there is none
 */
export function cardFromHuggingFace(
  value: unknown,
  modelConfig: unknown,
  path: string,
  name: string,
): ModelCard {
  const what = `preprocessor config ${path}`;
  const processor = parseAs(processorSchema, value, 'CARD_INVALID', what);
  const card = {
    name,
    ...geometry(processor),
    channels: processor.image_mean.length === 1 ? 'grey' : 'rgb',
    ...normalisation(processor),
    exifOrientation: false,
    labels: labelsOf(modelConfig),
  };
  return parseAs(modelCardSchema, card, 'CARD_INVALID', what);
}

type Geometry = Pick<ModelCard, 'input' | 'resize' | 'crop'>;

function geometry(processor: Processor): Geometry {
  const { size, resample: filter } = processor;
  const cropped = processor.do_center_crop && processor.crop_size !== undefined;
  const crop = cropped ? square(processor.crop_size!) : undefined;
  if (typeof size === 'object' && 'shortest_edge' in size) {
    return shortSide(size.shortest_edge, crop, processor);
  }
  const exact = square(size);
  return {
    input: crop ?? exact,
    resize: { rule: 'exact', size: exact, filter },
    crop: crop === undefined ? 'none' : 'center',
  };
}

/** Without a crop size this is ConvNeXt's rule: crop below 384 pixels, squeeze from there on. */
function shortSide(edge: number, crop: Size | undefined, processor: Processor): Geometry {
  const filter = processor.resample;
  if (crop !== undefined) {
    return { input: crop, resize: { rule: 'shortSide', size: edge, filter }, crop: 'center' };
  }
  const input = square(edge);
  if (edge >= 384) return { input, resize: { rule: 'exact', size: edge, filter }, crop: 'none' };
  const size = Math.floor(edge / processor.crop_pct);
  return { input, resize: { rule: 'shortSide', size, filter }, crop: 'center' };
}

const square = (size: number | Size): Size =>
  typeof size === 'number' ? { width: size, height: size } : { width: size.width, height: size.height };

/**
 * The processor computes (factor v - offset - mean) / std on v in 0..255; the card divides v by 255 first, so that mean
 * and std shrink by 255 factor.
 */
function normalisation(processor: Processor): { readonly mean: number[]; readonly std: number[] } {
  const { image_mean: means, image_std: deviations, do_normalize: isDone } = processor;
  const scale = processor.do_rescale ? 255 * processor.rescale_factor : 255;
  const offset = processor.do_rescale && processor.rescale_offset ? 1 : 0;
  return {
    mean: means.map((mean) => ((isDone ? mean : 0) + offset) / scale),
    std: deviations.map((deviation) => (isDone ? deviation : 1) / scale),
  };
}

function labelsOf(modelConfig: unknown): string[] | null {
  const parsed = labelsSchema.safeParse(modelConfig);
  if (!parsed.success) return null;
  const { id2label } = parsed.data;
  const count = Object.keys(id2label).length;
  const labels = Array.from({ length: count }, (_, index) => id2label[String(index)]);
  return labels.every((label) => label !== undefined) ? labels : null;
}
