import { expect, test } from 'vitest';
import { described, methodLines } from '../../../../src/cli/methods/methodLines.ts';
import { methodNamed, methods } from '../../../../src/methods/registry.ts';

const lines = methodLines(methods);

test('every method with its kind and paper, its formula below', () => {
  for (const { name, kind, paper, formula } of methods) {
    const at = lines.findIndex((line) => line.startsWith(`${name} `));
    expect(lines[at]).toContain(` ${kind} `);
    expect(lines[at]).toContain(paper);
    expect(lines[at + 1]).toBe(`  ${formula}`);
  }
});

test('nothing is wider than 118 columns, and every need is explained', () => {
  expect(lines.filter((line) => line.length > 118)).toEqual([]);
  for (const need of new Set(methods.flatMap(({ needs }) => needs)))
    expect(lines.some((line) => line.startsWith(`  ${need} `))).toBe(true);
});

test('programs get every field', () => {
  expect(Object.keys(described(methods[0]!)).sort()).toEqual([
    'combinedWith',
    'formula',
    'id',
    'kind',
    'name',
    'needs',
    'paper',
    'passes',
    'readsLayers',
    'title',
    'url',
  ]);
});

test('what a method costs and reads follows from its data', () => {
  expect(described(methodNamed('scorecam'))).toMatchObject({
    passes: { fixed: 0, perChannel: 1 },
    readsLayers: true,
    combinedWith: null,
  });
  expect(described(methodNamed('guidedgradcam'))).toMatchObject({
    readsLayers: true,
    combinedWith: 'gradcam',
  });
  expect(described(methodNamed('rise'))).toMatchObject({
    passes: { fixed: 4000, perChannel: 0 },
    readsLayers: false,
  });
});
