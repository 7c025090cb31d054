/** Every check of an audit, in the order of the report. A new one: one file, one line here. */
import { accuracy } from './accuracy.ts';
import type { Check } from './check.ts';
import { classMaps } from './classMaps.ts';
import { confidence } from './confidence.ts';
import { coverage } from './coverage.ts';
import { deadMaps } from './deadMaps.ts';
import { faithfulness } from './faithfulness.ts';
import { imageMaps, movedMaps } from './imageMaps.ts';
import { predictionMix } from './predictionMix.ts';
import { speed } from './speed.ts';
import { spuriousFocus } from './spuriousFocus.ts';

export const checks: readonly Check[] = [
  coverage,
  accuracy,
  predictionMix,
  confidence,
  classMaps,
  imageMaps,
  movedMaps,
  faithfulness,
  deadMaps,
  spuriousFocus,
  speed,
];
