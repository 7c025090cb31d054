/** bull-board under /queues: the raw queues of a Redis, behind the same guard as every page. */
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Board, BoardCall } from '../../queue/board.ts';
import { addresses } from '../addresses.ts';
import { boardPolicy } from '../security/headers.ts';
import { setFormCookie } from '../security/setCookie.ts';
import { fileTypes } from './fileTypes.ts';
import { view, type Route, type Visit } from './route.ts';

const base = addresses.queues;
const pages = ['', 'queue/:queueName', 'queue/:queueName/:jobId'];

/** Orders that make up a job, change its data, or take queues away whole stay undone: what a job holds is camline's affair. */
const leftOut = /\/(?:add|update-data|obliterate|concurrency)$/;
const mostJobs = 100;

export async function boardRoutes(board: Board | undefined): Promise<Route[]> {
  if (board === undefined) return [];
  const calls = board.calls.filter(({ paths }) => !paths.some((one) => leftOut.test(one)));
  return [
    ...pages.map((rest) => view(base + rest, (visit) => page(board, visit))),
    ...calls.flatMap(callRoutes),
    ...(await fileRoutes(board.staticFolder)),
  ];
}

async function page(board: Board, { request, reply, rights }: Visit): Promise<unknown> {
  // Its script sends the form token of this cookie with each order.
  if (rights.formToken !== null) setFormCookie(request, reply, rights.formToken, base);
  return reply
    .header('content-security-policy', boardPolicy)
    .type('text/html; charset=utf-8')
    .send(await board.page(base));
}

const callRoutes = (call: BoardCall): Route[] =>
  call.methods.flatMap((method) =>
    call.paths.map((one): Route => ({
      method: method as Route['method'],
      path: base + one.slice(1),
      access: method === 'GET' ? 'view' : 'act',
      async handle({ request, reply }) {
        const query = texts(request.query);
        const { status, body } = await call.answer({
          params: texts(request.params),
          query: { ...query, jobsPerPage: String(jobsPerPage(query)) },
          body: {},
        });
        return reply
          .code(status)
          .type('application/json; charset=utf-8')
          .send(JSON.stringify(body ?? {}));
      },
    })),
  );

/** Redis takes what is below zero for a place from the end: such a page would hold all jobs. */
const jobsPerPage = (query: Readonly<Record<string, string>>): number =>
  Math.max(1, Math.min(mostJobs, Number(query['jobsPerPage']) || 10));

/** What is given once, as text. */
const texts = (given: unknown): Record<string, string> =>
  Object.fromEntries(
    Object.entries(typeof given === 'object' && given !== null ? given : {}).flatMap(([name, value]) =>
      typeof value === 'string' ? [[name, value]] : [],
    ),
  );

/** Each file has a route of its own: nothing of an address is ever a path. */
async function fileRoutes(folder: string): Promise<Route[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() && path.extname(entry.name) in fileTypes)
    .map((entry) => {
      const file = path.join(entry.parentPath, entry.name);
      const rest = path.relative(folder, file).split(path.sep).join('/');
      return view(`${base}static/${rest}`, async ({ reply }) =>
        reply
          .type(fileTypes[path.extname(file)]!)
          .header('cache-control', 'private, max-age=3600')
          .send(await readFile(file)),
      );
    });
}
