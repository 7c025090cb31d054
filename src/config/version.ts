import { createRequire } from 'node:module';
import { z } from 'zod';

/** camline's own version. package.json lies two folders up from here in the sources and in the built package alike. */
export const version: string = z
  .object({ version: z.string() })
  .parse(createRequire(import.meta.url)('../../package.json')).version;
