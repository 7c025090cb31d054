import { meanMeasurement, unmeasured, type Check } from './check.ts';
import { figuresOf } from './faithfulness.ts';

const points = 100;

/** How much of the map lies inside the object's box: change in percentage points, on the same images. */
export const spuriousFocus: Check = {
  name: 'spurious-focus',
  title: 'Spurious focus',
  measures: [
    {
      id: 'spuriousFocus',
      title: 'change of the energy inside the box',
      worse: 'low',
      ideal: 0,
      unit: 'points',
      limits: { warn: -2, fail: -5 },
      hasFloor: true,
      significant: [],
      measure: ({ pair, seed }) =>
        pair.methods.map((method) => {
          const values = (pair.maps.get(method) ?? []).flatMap((map) => figuresOf(map, 'energyInside'));
          if (values.length === 0)
            return unmeasured(method, 'no image has a box or mask with something of the object in the crop');
          const changes = values.map(([before, after]) => points * (after - before));
          return meanMeasurement(method, changes, seed);
        }),
    },
  ],
};
