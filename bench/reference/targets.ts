/** What camline wants to reach, and whether the rows do. */
import { markdownTable } from '../lib/markdownTable.ts';
import { passes, passesPerChannel, ratio } from './figures.ts';
import type { Row } from './row.ts';
import { short } from './table.ts';
import { gradientMethods, networks, type Work } from './works.ts';

interface Target {
  readonly what: string;
  readonly network?: string;
  readonly methods: readonly string[];
  readonly layer: Work['layer'];
  readonly unit: string;
  readonly figure: (row: Row) => number;
  readonly limit: number;
  readonly kind: 'most' | 'least';
  /** Where it is not reached: what stands in the way. */
  readonly why?: string;
}

const timesAsFast = { unit: 'times as fast', figure: ratio, kind: 'least' } as const;
const forwardPasses = { unit: 'forward passes', figure: passes, kind: 'most' } as const;

const targets: readonly Target[] = [
  {
    ...forwardPasses,
    what: 'gradient methods, last layer',
    methods: gradientMethods.filter((method) => method !== 'eigengradcam'),
    layer: 'last',
    limit: 1.1,
    why:
      'the maps of a batch of 8 (activations out of the engine, sums, resizing, messages between threads) take 5 ms whatever ' +
      'the network, a sixth of the small network’s pass',
  },
  {
    ...forwardPasses,
    what: 'EigenGrad-CAM, last layer',
    methods: ['eigengradcam'],
    layer: 'last',
    limit: 1.1,
    why: 'the first component of channels by positions is found in JavaScript, 1 to 2 ms an image',
  },
  {
    ...timesAsFast,
    what: 'gradient methods, middle layer',
    methods: gradientMethods,
    layer: 'middle',
    limit: 2.5,
  },
  { ...timesAsFast, what: 'EigenCAM', methods: ['eigencam'], layer: 'last', limit: 4 },
  { ...timesAsFast, what: 'FullGrad', methods: ['fullgrad'], layer: 'last', limit: 10 },
  { ...forwardPasses, what: 'AblationCAM, last layer', methods: ['ablationcam'], layer: 'last', limit: 2 },
  { ...timesAsFast, what: 'AblationCAM, last layer', methods: ['ablationcam'], layer: 'last', limit: 1000 },
  {
    ...timesAsFast,
    what: 'AblationCAM, middle layer',
    methods: ['ablationcam'],
    layer: 'middle',
    limit: 5,
    why:
      'each channel runs the tail; computing only the difference behind its first convolutions was tried: 0.85 to 1.32 times as ' +
      'fast by network, maps 7e-5 off, and so left out',
  },
  {
    unit: 'forward passes a live channel',
    figure: passesPerChannel,
    kind: 'most',
    what: 'ScoreCAM, exact, last layer',
    methods: ['scorecam'],
    layer: 'last',
    limit: 1.05,
  },
  {
    ...timesAsFast,
    what: 'ScoreCAM, exact',
    network: 'efficientnet_lite0',
    methods: ['scorecam'],
    layer: 'last',
    limit: 6,
  },
  {
    ...timesAsFast,
    what: 'ScoreCAM, adaptive budget',
    network: 'efficientnet_lite0',
    methods: ['scorecam-adaptive'],
    layer: 'last',
    limit: 25,
  },
];

const headings = ['what', 'network', 'asked', 'measured', ''] as const;

/** A line for each target and network; of several methods the worst counts. */
export function targetsTable(rows: readonly Row[]): string {
  const lines = targets.flatMap((target) =>
    networks
      .filter(({ name }) => target.network === undefined || target.network === name)
      .flatMap((network) => {
        const own = rows.filter(
          (row) =>
            row.network === network.name &&
            row.layer === network[target.layer] &&
            target.methods.includes(row.method),
        );
        return own.length < target.methods.length ? [] : [lineOf(target, network.title, own)];
      }),
  );
  return markdownTable(headings, lines);
}

function lineOf(target: Target, network: string, rows: readonly Row[]): string[] {
  const { what, unit, figure, limit, kind, why } = target;
  const figures = rows.map(figure);
  const worst = kind === 'most' ? Math.max(...figures) : Math.min(...figures);
  const isMet = kind === 'most' ? worst <= limit : worst >= limit;
  const verdict = isMet ? 'reached' : `**not reached**${why === undefined ? '' : `: ${why}`}`;
  return [
    what,
    network,
    `${kind === 'most' ? 'at most' : 'at least'} ${limit} ${unit}`,
    short(worst),
    verdict,
  ];
}
