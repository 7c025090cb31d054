import { unmeasured, type Check } from './check.ts';

/** Share of this night's maps that say nothing. */
export const deadMaps: Check = {
  name: 'dead-maps',
  title: 'Dead maps',
  measures: [
    {
      id: 'deadMaps',
      title: 'flat or all zero',
      worse: 'high',
      ideal: 0,
      unit: 'share',
      limits: { warn: 0.001, fail: 0.01 },
      hasFloor: false,
      significant: [],
      measure: ({ pair: { after } }) =>
        after.file.request.methods.map((method) => {
          const maps = [...after.images.values()].flatMap((image) =>
            image.maps.filter((map) => map.method === method),
          );
          if (maps.length === 0) return unmeasured(method, 'no map');
          const flat = maps.filter((map) => map.flat).length;
          return { what: method, value: flat / maps.length, interval: null };
        }),
    },
  ],
};
