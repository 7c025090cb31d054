import { expect, test } from 'vitest';
import { described, methodLines } from '../../../../src/cli/methods/methodLines.ts';
import { methods } from '../../../../src/methods/registry.ts';

const lines = methodLines(methods);

test('every method with its kind and paper, its formula below', () => {
  for (const { name, kind, paper, formula } of methods) {
    const at = lines.findIndex((line) => line.startsWith(`${name} `));
    expect(lines[at]).toContain(` ${kind} `);
    expect(lines[at]).toContain(paper);
    expect(lines[at + 1]).toBe(`  ${formula}`);
  }
});

test('nothing is wider than 110 columns, and every need is explained', () => {
  expect(lines.filter((line) => line.length > 110)).toEqual([]);
  for (const need of new Set(methods.flatMap(({ needs }) => needs)))
    expect(lines.some((line) => line.startsWith(`  ${need} `))).toBe(true);
});

test('programs get every field', () => {
  expect(Object.keys(described(methods[0]!)).sort()).toEqual([
    'formula',
    'id',
    'kind',
    'name',
    'needs',
    'paper',
    'title',
    'url',
  ]);
});
