/** A model's preprocessing as data: size, resize rule, crop, mean, std, channel order. */
import { z } from 'zod';

const sideSchema = z.int().positive().max(16_384);
export const sizeSchema = z.strictObject({ width: sideSchema, height: sideSchema });
export type Size = z.infer<typeof sizeSchema>;

const meanSchema = z
  .number()
  .min(-1, 'expected a mean of values in 0..1')
  .max(1, 'expected a mean of values in 0..1; divide one of 0..255 values by 255');
const stdSchema = z.number().positive();

export const resizeFilters = ['bilinear', 'bicubic', 'lanczos', 'nearest'] as const;
export type ResizeFilter = (typeof resizeFilters)[number];

/** The fields alone; `modelCardSchema` also checks them against each other. */
export const modelCardFields = z.strictObject({
  name: z.string().min(1),
  /** Size that the network sees, pixels. */
  input: sizeSchema,
  resize: z.strictObject({
    /** 'shortSide': the shorter side becomes `size`, aspect kept; 'exact': both sides become `size`. */
    rule: z.enum(['shortSide', 'exact']),
    /** One number, or with 'exact' a width and a height. */
    size: z.union([sideSchema, sizeSchema], {
      error: 'expected a whole number of pixels, or { width, height }',
    }),
    /** All with antialias, as PIL computes them. */
    filter: z.enum(resizeFilters),
  }),
  crop: z.enum(['center', 'none']),
  /** Order in which the network takes the colours; 'grey': one channel, the luma of ITU-R BT.601 as PIL's mode L. */
  channels: z.enum(['rgb', 'bgr', 'grey']),
  /** On values in 0..1: (value - mean) / std, in the order of `channels`; one number for 'grey'. */
  mean: z.array(meanSchema),
  std: z.array(stdSchema),
  /** Whether EXIF orientation is applied; PIL, torchvision and tf.data do not. */
  exifOrientation: z.boolean(),
  /** Class names by index; null where they are not known. */
  labels: z.array(z.string()).nullable(),
});

export const modelCardSchema = modelCardFields.superRefine((card, context) => {
  const problem = geometryProblem(card) ?? channelProblem(card);
  if (problem !== undefined)
    context.addIssue({ code: 'custom', path: problem.path, message: problem.message });
});
export type ModelCard = z.infer<typeof modelCardSchema>;

interface Problem {
  readonly path: string[];
  readonly message: string;
}

/** Why resize and crop could not fill the network's input for every photograph, or undefined. */
function geometryProblem({ input, resize, crop }: z.infer<typeof modelCardFields>): Problem | undefined {
  if (resize.rule === 'shortSide' && typeof resize.size !== 'number') {
    return { path: ['resize', 'size'], message: "expected one number with the rule 'shortSide'" };
  }
  if (resize.rule === 'shortSide' && crop === 'none') {
    return { path: ['crop'], message: "expected 'center' with the rule 'shortSide', which keeps the aspect" };
  }
  const smallest =
    typeof resize.size === 'number' ? { width: resize.size, height: resize.size } : resize.size;
  const wanted = `${input.width}x${input.height}`;
  if (smallest.width < input.width || smallest.height < input.height) {
    return { path: ['resize', 'size'], message: `expected at least the input's ${wanted} pixels` };
  }
  const same = smallest.width === input.width && smallest.height === input.height;
  if (crop === 'none' && !same) {
    return {
      path: ['resize', 'size'],
      message: `expected the input's ${wanted} pixels where nothing is cropped`,
    };
  }
  return undefined;
}

function channelProblem({ channels, mean, std }: z.infer<typeof modelCardFields>): Problem | undefined {
  const count = channelCount({ channels });
  const field = mean.length === count ? 'std' : 'mean';
  if (mean.length === count && std.length === count) return undefined;
  return {
    path: [field],
    message: `expected ${count === 1 ? 'one number' : 'three numbers'} with the channels '${channels}'`,
  };
}

/** Of the network's input. */
export const channelCount = ({ channels }: Pick<z.infer<typeof modelCardFields>, 'channels'>): 1 | 3 =>
  channels === 'grey' ? 1 : 3;
