import { expect, test } from 'vitest';
import { indexColumns, indexRows } from '../../../src/report/indexColumns.ts';
import type { Explained } from '../../../src/storage/record.ts';
import { explained, okRecord } from '../../support/records.ts';

const { value } = indexColumns.find(({ name }) => name === 'figures')!;

function figuresOf(changes: Partial<Explained>): unknown {
  const record = okRecord('a.jpg', { explanations: [explained(changes)] });
  const cells = indexRows({ record, shard: 0, generation: 0 }, null).map(value);
  expect(cells).toHaveLength(1);
  return typeof cells[0] === 'string' ? JSON.parse(cells[0]) : cells[0];
}

test('figures of method and metrics stand in one cell, those that are not defined as null', () => {
  expect(figuresOf({})).toBeNull();
  expect(figuresOf({ figures: { completenessGap: 0.5 } })).toEqual({ completenessGap: 0.5 });
  expect(figuresOf({ metrics: { road: 0.25, mapEntropy: null } })).toEqual({ road: 0.25, mapEntropy: null });
  expect(figuresOf({ figures: { completenessGap: 0.5 }, metrics: { road: -1 } })).toEqual({
    completenessGap: 0.5,
    road: -1,
  });
});
