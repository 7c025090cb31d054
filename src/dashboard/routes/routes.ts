/** Everything that can be asked of the dashboard. */
import type { Context } from '../context.ts';
import { assetRoutes } from './assets.ts';
import { boardRoutes } from './board.ts';
import { auditRoutes } from './audits.ts';
import { classRoutes } from './classes.ts';
import { compareRoutes } from './compare.ts';
import { healthRoutes } from './health.ts';
import { imageRoutes } from './images.ts';
import { loginRoutes } from './login.ts';
import { metricRoutes } from './metrics.ts';
import { nearestRoutes } from './nearest.ts';
import { overviewRoutes } from './overview.ts';
import { runRoutes } from './run.ts';
import type { Route } from './route.ts';

export const allRoutes = async ({ board }: Context): Promise<Route[]> => [
  ...overviewRoutes,
  ...runRoutes,
  ...imageRoutes,
  ...nearestRoutes,
  ...compareRoutes,
  ...classRoutes,
  ...auditRoutes,
  ...loginRoutes(),
  ...healthRoutes,
  ...metricRoutes,
  ...(await assetRoutes()),
  ...(await boardRoutes(board)),
];
