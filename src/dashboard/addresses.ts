/** The only place where addresses of pages are made. */
import type { Place } from './places.ts';

type Query = Readonly<Record<string, string | number | undefined>>;

const withQuery = (path: string, query: Query = {}): string => {
  const given = Object.entries(query).flatMap(([name, value]) =>
    value === undefined || value === '' ? [] : [[name, String(value)] as [string, string]],
  );
  return given.length === 0 ? path : `${path}?${new URLSearchParams(given).toString()}`;
};

/** What the server listens to for pages of a run. */
export const runPath = '/stores/:store/runs/:run';

const ofRun =
  (rest: string) =>
  (place: Pick<Place, 'id'>, run: string, query?: Query): string =>
    withQuery(`/stores/${place.id}/runs/${encodeURIComponent(run)}${rest}`, query);

/** What the server listens to for pages of an audit. */
export const auditPath = '/stores/:store/audits/:audit';

const ofAudit =
  (rest: string) =>
  (place: Pick<Place, 'id'>, audit: string, query?: Query): string =>
    withQuery(`/stores/${place.id}/audits/${encodeURIComponent(audit)}${rest}`, query);

export const addresses = {
  overview: '/',
  overviewEvents: '/events',
  audits: '/audits',
  audit: ofAudit(''),
  nightReport: ofAudit('/report'),
  login: '/login',
  logout: '/logout',
  /** bull-board's pages; a queue on Redis has them. */
  queues: '/queues/',
  pause: '/queue/pause',
  unpause: '/queue/unpause',
  run: ofRun(''),
  runEvents: ofRun('/events'),
  images: ofRun('/images'),
  moreImages: ofRun('/images/more'),
  image: ofRun('/image'),
  nearest: ofRun('/nearest'),
  photo: ofRun('/photo'),
  map: ofRun('/map'),
  file: ofRun('/file'),
  record: ofRun('/record'),
  retry: ofRun('/retry'),
  resume: ofRun('/resume'),
  cancel: ofRun('/cancel'),
  report: ofRun('/report'),
  compare: ofRun('/compare'),
  classes: ofRun('/classes'),
  mean: ofRun('/mean'),
  class: ofRun('/class'),
  style: '/assets/style.css',
  icon: '/assets/icon.svg',
  script: (name: string): string => `/assets/${name}.js`,
} as const;
