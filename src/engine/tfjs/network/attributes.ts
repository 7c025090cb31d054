/** Attributes of a GraphDef as JSON: 64-bit integers are strings, strings are base64. */
import { z } from 'zod';
import type { Attribute } from './network.ts';

const integer = z.union([z.string(), z.number()]).transform(Number);

const list = z.object({
  i: z.array(integer).optional(),
  f: z.array(z.number()).optional(),
  s: z.array(z.string()).optional(),
});

const shape = z.object({
  dim: z.array(z.object({ size: integer.optional() })).optional(),
  unknownRank: z.boolean().optional(),
});

export const attributeSchema = z.object({
  i: integer.optional(),
  f: z.union([z.number(), z.string().transform(Number)]).optional(),
  b: z.boolean().optional(),
  s: z.string().optional(),
  type: z.union([z.string(), z.number()]).optional(),
  shape: shape.optional(),
  list: list.nullish(),
});

type Encoded = z.infer<typeof attributeSchema>;

/** Null for kinds that no operation here reads. A dimension that is open is -1. */
export function decodeAttribute({ i, f, b, s, type, shape, list }: Encoded): Attribute | null {
  const single = i ?? f ?? b ?? (s === undefined ? undefined : fromBase64(s)) ?? type;
  if (single !== undefined) return single;
  if (shape !== undefined) return (shape.dim ?? []).map(({ size }) => size ?? -1);
  if (list === undefined || list === null) return null;
  return list.i ?? list.f ?? list.s?.map(fromBase64) ?? [];
}

const fromBase64 = (text: string): string => Buffer.from(text, 'base64').toString('utf8');
