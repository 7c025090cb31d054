import { expect, test } from 'vitest';
import { z } from 'zod';
import { parseAs } from '../../../src/config/parse.ts';

const schema = z.strictObject({
  source: z.string().optional(),
  limits: z.strictObject({ warn: z.number(), fail: z.number() }).partial().nullable().default(null),
  list: z.array(z.strictObject({ key: z.string() })).optional(),
});
const parse = (value: unknown) => parseAs(schema, value, 'CONFIG_INVALID', 'thing');

test.each([
  [{ sorce: 'a' }, /Invalid thing: Unrecognized key: "sorce", did you mean "source"\?\.$/],
  [{ limits: { wran: 1 } }, /limits: Unrecognized key: "wran", did you mean "warn"\?/],
  [{ somethingElse: 1 }, /"somethingElse"\.$/],
  [{ list: [{ kee: 'a' }] }, /list\.0: Unrecognized key: "kee"/],
  [{ source: 1, limits: 2 }, /source: .*; limits: /],
])('%j', (value, message) => {
  expect(() => parse(value)).toThrow(message);
});
