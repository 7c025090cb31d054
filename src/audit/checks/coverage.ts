import type { Check } from './check.ts';

/** Share of the manifest's images that were explained. */
export const coverage: Check = {
  name: 'coverage',
  title: 'Coverage',
  measures: [
    {
      id: 'coverage',
      title: 'explained of the images listed',
      worse: 'low',
      ideal: 1,
      unit: 'share',
      limits: { warn: 0.999, fail: 0.99 },
      hasFloor: false,
      significant: [],
      measure: ({ pair: { after } }) => [
        {
          what: '',
          value: after.file.images === 0 ? 0 : after.images.size / after.file.images,
          interval: null,
        },
      ],
    },
  ],
};
