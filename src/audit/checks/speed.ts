import { medianOf } from '../stats/median.ts';
import { unmeasured, type Check } from './check.ts';

/** Earlier nights that the speed is judged by, and how many there have to be. */
export const nightsOfSpeed = 7;
const leastNights = 3;

/** Images a second against the median of the last nights: relative change. */
export const speed: Check = {
  name: 'speed',
  title: 'Speed',
  measures: [
    {
      id: 'speed',
      title: 'images a second, relative change',
      worse: 'low',
      ideal: 0,
      unit: 'share',
      limits: { warn: -0.2, fail: -0.5 },
      hasFloor: false,
      significant: [],
      measure: ({ speed: { now, earlier } }) => {
        const nights = earlier.slice(0, nightsOfSpeed);
        const median = medianOf(nights);
        if (now === null || median === null || nights.length < leastNights)
          return [unmeasured('', `needs ${leastNights} earlier nights, has ${nights.length}`)];
        return [{ what: '', value: now / median - 1, interval: null }];
      },
    },
  ],
};
