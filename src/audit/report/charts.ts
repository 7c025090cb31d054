/** Trend lines over the nights, rendered to SVG here: the page has no script. The only importer of vega. */
import { escapeHtml } from '../../report/html.ts';
import { shown } from './words.ts';
import { parse, View, type Mark, type Scale, type Spec } from 'vega';

export interface Trend {
  readonly title: string;
  /** Oldest first; null where the night has no such figure. */
  readonly points: readonly {
    readonly night: string;
    readonly value: number | null;
    readonly verdict: string;
  }[];
  readonly limits: { readonly warn: number; readonly fail: number };
  /** 'share': the axis is in per cent. */
  readonly unit: '' | 'share' | 'points';
}

const size = { width: 320, height: 120 } as const;
const verdictColours = { pass: '#2f6fb2', warn: '#b7791f', fail: '#c0392b', skipped: '#8a8a94' } as const;

/**
 * SVG markup; colours stand for verdicts, dashed lines for the limits of the newest night. For those who do not see it, it is
 * one picture with one text: vega's own words for each mark would be read out one by one.
 */
export async function trendSvg(trend: Trend): Promise<string> {
  const view = new View(parse(specOf(trend)), { renderer: 'none' });
  try {
    const label = escapeHtml(trendText(trend));
    return (await view.toSVG()).replace('<svg ', `<svg role="img" aria-label="${label}" `);
  } finally {
    view.finalize();
  }
}

const trendText = ({ title, points, unit }: Trend): string =>
  `${title}: ${points.map(({ night, value, verdict }) => `${night} ${shown(value, unit)} ${verdict}`).join(', ')}`;

function specOf({ points, limits, unit }: Trend): Spec {
  const nights = points.map(({ night }) => night);
  const values = points.filter(({ value }) => value !== null);
  return {
    ...size,
    padding: 5,
    background: 'transparent',
    data: [
      { name: 'nights', values: values.map((point) => ({ ...point })) },
      {
        name: 'limits',
        values: (['warn', 'fail'] as const).map((verdict) => ({ verdict, value: limits[verdict] })),
      },
    ],
    scales: scalesOf(nights),
    axes: [
      {
        orient: 'left',
        scale: 'y',
        tickCount: 4,
        grid: true,
        ...axisColours,
        ...(unit === 'share' && { format: '.1~%' }),
      },
      { orient: 'bottom', scale: 'x', ...axisColours, values: shownNights(nights), labelOverlap: true },
    ],
    marks: [limitRules, nightLine, nightPoints].map((mark) => ({ ...mark, aria: false })),
  };
}

const scalesOf = (nights: string[]): Scale[] => [
  { name: 'x', type: 'point', domain: nights, range: 'width', padding: 0.5 },
  {
    name: 'y',
    type: 'linear',
    domain: {
      fields: [
        { data: 'nights', field: 'value' },
        { data: 'limits', field: 'value' },
      ],
    },
    range: 'height',
    nice: true,
    zero: false,
  },
  {
    name: 'verdict',
    type: 'ordinal',
    domain: Object.keys(verdictColours),
    range: Object.values(verdictColours),
  },
];

const atNight = { x: { scale: 'x', field: 'night' }, y: { scale: 'y', field: 'value' } } as const;

const limitRules: Mark = {
  type: 'rule',
  from: { data: 'limits' },
  encode: {
    enter: {
      x: { value: 0 },
      x2: { signal: 'width' },
      y: { scale: 'y', field: 'value' },
      stroke: { scale: 'verdict', field: 'verdict' },
      strokeDash: { value: [4, 3] },
    },
  },
};

const nightLine: Mark = {
  type: 'line',
  from: { data: 'nights' },
  encode: { enter: { ...atNight, stroke: { value: verdictColours.pass }, strokeWidth: { value: 1.5 } } },
};

const nightPoints: Mark = {
  type: 'symbol',
  from: { data: 'nights' },
  encode: { enter: { ...atNight, fill: { scale: 'verdict', field: 'verdict' }, size: { value: 34 } } },
};

const grey = '#7d7d88';
const axisColours = {
  aria: false,
  labelColor: grey,
  domainColor: grey,
  tickColor: grey,
  gridColor: grey,
  gridOpacity: 0.18,
  labelFont: 'system-ui, sans-serif',
  labelFontSize: 10,
} as const;

/** First, middle and last. */
const shownNights = (nights: readonly string[]): string[] => [
  ...new Set(
    [nights[0], nights[Math.floor(nights.length / 2)], nights.at(-1)].filter((night) => night !== undefined),
  ),
];
