import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Extremes } from '../../../src/report/extremes.ts';
import { okRecord } from '../../support/records.ts';

test('the surest and the least sure six are those of a sort of all, the earlier of equal ones first', () => {
  const probability = fc.integer({ min: 0, max: 8 }).map((eighths) => eighths / 8);
  fc.assert(
    fc.property(fc.array(probability, { maxLength: 40 }), (probabilities) => {
      const all = probabilities.map((value, index) => ({
        record: okRecord(`${index}`, { top5: [{ index: 0, name: null, probability: value }] }),
        shard: 0,
      }));
      const extremes = new Extremes();
      for (const shown of all) extremes.add(shown);
      const value = ({ record }: (typeof all)[number]): number => record.top5[0]!.probability;
      expect(extremes.surest()).toEqual(all.toSorted((a, b) => value(b) - value(a)).slice(0, 6));
      expect(extremes.leastSure()).toEqual(all.toSorted((a, b) => value(a) - value(b)).slice(0, 6));
    }),
  );
});
