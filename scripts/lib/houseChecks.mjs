import { join } from 'node:path';
import { root } from './paths.mjs';

/** @param {string} file */
const tool = (file) => join(root, 'node_modules', file);

/** `npm run check` runs these in order before the tests; `npm test` runs each as a test. Arguments are for Node. */
export const houseChecks = [
  { name: 'format', args: [tool('prettier/bin/prettier.cjs'), '--check', '--log-level=warn', '.'] },
  { name: 'lint', args: [tool('oxlint/bin/oxlint'), '--type-aware', '--deny-warnings'] },
  { name: 'types', args: [tool('typescript/bin/tsc'), '-p', 'tsconfig.json', '--noEmit'] },
  {
    name: 'boundaries',
    args: [
      tool('dependency-cruiser/bin/dependency-cruise.mjs'),
      '--config',
      '.dependency-cruiser.cjs',
      'src',
    ],
  },
  { name: 'unused code', args: [tool('knip/bin/knip.js')] },
];

/** The test file that runs them; `npm run check` leaves it out, having run them already. */
export const houseCheckTests = 'test/unit/checks/house.test.ts';
