/**
 * What a gallery shows, as its address says it: filters, order, and how maps are drawn. One schema reads it, one function
 * writes it, so that every view has an address that gives the same view again.
 */
import { z } from 'zod';
import { colourMapNames } from '../../imaging/colourMap.ts';

/** Orders that every run has; further ones are figures of its maps ("figure:road"). */
export const orders = {
  place: 'order of the data set',
  sure: 'confidence, highest first',
  unsure: 'confidence, lowest first',
  focused: 'entropy of the map, lowest first',
  spread: 'entropy of the map, highest first',
} as const;

export const verdicts = {
  any: 'all images',
  right: 'predicted rightly',
  wrong: 'predicted wrongly',
  failed: 'failed',
} as const;

const share = z.coerce.number().min(0).max(1).optional().catch(undefined);
const classIndex = z.coerce.number().int().nonnegative().optional().catch(undefined);
const blank = (value: unknown): unknown => (value === '' ? undefined : value);

/** What cannot be read is as if it were not there: an old address still shows something. */
export const viewSchema = z.object({
  method: z.string().max(100).optional().catch(undefined),
  /** 0: the first class that is explained, 1: the second, … */
  slot: z.coerce.number().int().min(0).max(99).catch(0).default(0),
  colours: z.enum(colourMapNames).catch('jet').default('jet'),
  /** Of the map over the photograph, percent. */
  opacity: z.coerce
    .number()
    .min(0)
    .max(100)
    .transform((value) => Math.round(value / 5) * 5)
    .catch(50)
    .default(50),
  label: z.preprocess(blank, classIndex),
  predicted: z.preprocess(blank, classIndex),
  verdict: z.enum(['any', 'right', 'wrong', 'failed']).catch('any').default('any'),
  code: z.preprocess(blank, z.string().max(60).optional().catch(undefined)),
  least: z.preprocess(blank, share),
  most: z.preprocess(blank, share),
  /** Of a figure of the maps, by `figure`. */
  figure: z.preprocess(blank, z.string().max(60).optional().catch(undefined)),
  over: z.preprocess(blank, z.coerce.number().optional().catch(undefined)),
  under: z.preprocess(blank, z.coerce.number().optional().catch(undefined)),
  order: z.string().max(80).catch('place').default('place'),
  find: z.preprocess(blank, z.string().max(200).optional().catch(undefined)),
  page: z.coerce.number().int().min(1).max(10_000_000).catch(1).default(1),
});
export type GalleryView = z.infer<typeof viewSchema>;

const defaults = viewSchema.parse({});

/** Fields of an address; what is as usual is left out. */
export const viewQuery = (view: GalleryView): Record<string, string> =>
  Object.fromEntries(
    Object.entries(view)
      .filter(([name, value]) => value !== undefined && value !== defaults[name as keyof GalleryView])
      .map(([name, value]) => [name, String(value)]),
  );

/** The same for one image: the page it is on follows from the view. */
export const imageQuery = (view: GalleryView, key: string): Record<string, string> => ({
  ...viewQuery({ ...view, page: 1 }),
  key,
});
