/** terraform itself is not to be had here: the files are parsed, and every reference must lead to something. */
import { readdirSync } from 'node:fs';
import { getReferencesInExpression, parse } from '@cdktn/hcl2json';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { textOf } from '../../support/docs/pages.ts';
import { infraPath, infraText } from '../../support/infra.ts';

const files = readdirSync(infraPath('terraform')).filter((file) => file.endsWith('.tf'));
const blocks = z.record(z.string(), z.record(z.string(), z.unknown()));
const parsed = await Promise.all(
  files.map(async (file) => ({
    file,
    content: z.record(z.string(), z.unknown()).parse(await parse(file, infraText(`terraform/${file}`))),
  })),
);

/** Addresses that expressions may name: var.x, local.x, TYPE.NAME, data.TYPE.NAME. */
const declared = new Set(
  parsed.flatMap(({ content: { variable, locals, resource, data } }) => [
    ...Object.keys(z.record(z.string(), z.unknown()).parse(variable ?? {})).map((name) => `var.${name}`),
    ...z
      .array(z.record(z.string(), z.unknown()))
      .parse(locals ?? [])
      .flatMap((each) => Object.keys(each).map((name) => `local.${name}`)),
    ...addresses(resource, ''),
    ...addresses(data, 'data.'),
  ]),
);

function addresses(value: unknown, prefix: string): string[] {
  return Object.entries(blocks.parse(value ?? {})).flatMap(([type, names]) =>
    Object.keys(names).map((name) => `${prefix}${type}.${name}`),
  );
}

/** What needs no declaration: types, and what blocks bring along. */
const isLocal = (reference: string): boolean => /^(?:\w+$|(?:each|statement)\.)/.test(reference);

async function referencesIn(file: string, value: unknown): Promise<string[]> {
  if (typeof value === 'string') {
    if (!value.includes('${')) return [];
    return (await getReferencesInExpression(file, value)).map((reference) => reference.value);
  }
  if (typeof value !== 'object' || value === null) return [];
  return (await Promise.all(Object.values(value).map((inner) => referencesIn(file, inner)))).flat();
}

test.each(parsed)('$file: every reference leads to something', async ({ file, content }) => {
  const references = (await referencesIn(file, content)).filter((reference) => !isLocal(reference));
  for (const reference of references) {
    const [first, second, third] = reference.split('.');
    const address = first === 'data' ? `data.${second}.${third}` : `${first}.${second?.replace(/\[.*/, '')}`;
    expect(declared, `${file}: ${reference}`).toContain(address);
  }
});

test('every variable is used, and says what it is for', async () => {
  const used = new Set(
    (await Promise.all(parsed.map(({ file, content }) => referencesIn(file, content)))).flat(),
  );
  const { variable } = parsed.find(({ file }) => file === 'variables.tf')!.content;
  for (const [name, [declaration]] of Object.entries(
    z.record(z.string(), z.array(z.unknown())).parse(variable),
  )) {
    expect(
      [...used].some((reference) => reference === `var.${name}`),
      name,
    ).toBe(true);
    expect(declaration).toHaveProperty('description');
  }
});

test('nothing but gc may delete, and rights are those of docs/security.md', () => {
  const roles = parsed.find(({ file }) => file === 'roles.tf')!.content;
  const actions = z
    .array(
      z.looseObject({
        actions: z.record(
          z.string(),
          z.object({ source: z.array(z.string()), results: z.array(z.string()) }),
        ),
      }),
    )
    .parse(roles['locals'])[0]!.actions;
  const words = (list: readonly string[]): string =>
    list.length === 0
      ? ''
      : ['list', ...list.map((action) => action.replace(/^s3:(\w+)Object$/, '$1').toLowerCase())].join(', ');
  const page = textOf('docs/security.md');
  for (const [part, name] of [
    ['worker', '`worker`'],
    ['reader', '`status`, readers'],
    ['gc', '`gc`'],
  ] as const) {
    const row = page.split('\n').find((line) => line.startsWith(`| ${name} `))!;
    const [, , source, results] = row.split('|').map((cell) => cell.trim().replace(/:.*/, ''));
    expect([part, source, results]).toEqual([
      part,
      words(actions[part]!.source),
      words(actions[part]!.results),
    ]);
  }
});
