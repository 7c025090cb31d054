/**
 * bull-board over the queues of a Redis, as calls that somebody else serves: its own server adapters bring a template engine
 * and a file server, and would answer beside the guard of ours. The only importer of bull-board.
 */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { createBullBoard } from '@bull-board/api';
import { BullMQAdapter } from '@bull-board/api/bullMQAdapter';
import type { AppControllerRoute, BullBoardQueues, IServerAdapter } from '@bull-board/api/typings/app';
import type { Queue } from 'bullmq';
import { queueNames } from './jobs.ts';
import { keptOpen } from './keptOpen.ts';
import { openRedis } from './redis/openRedis.ts';

export interface BoardRequest {
  readonly params: Record<string, string>;
  readonly query: Record<string, string>;
  readonly body: Record<string, unknown>;
}

export interface BoardAnswer {
  readonly status: number;
  readonly body: unknown;
}

export interface BoardCall {
  readonly methods: readonly string[];
  /** "/api/queues/:queueName" */
  readonly paths: readonly string[];
  /** Throws QUEUE_UNAVAILABLE where Redis does not answer. */
  answer(request: BoardRequest): Promise<BoardAnswer>;
}

export interface Board {
  readonly calls: readonly BoardCall[];
  /** Folder of the files that its page loads from `static/`. */
  readonly staticFolder: string;
  /** The page, whose script reads `config` of it. @param base address that everything of it begins with, "/queues/" */
  page(base: string): Promise<string>;
  close(): Promise<void>;
}

interface Opened {
  readonly queues: BullBoardQueues;
  close(): Promise<void>;
}

/** Connects with the first call. @param readOnly it refuses every order */
export function openBoard(redisUrl: string, readOnly: boolean): Board {
  const opened = keptOpen(() => connect(redisUrl, readOnly));
  const { routes, staticFolder, views } = routesOfBoard();
  return {
    staticFolder,
    calls: routes.map((route) => ({
      methods: [route.method].flat().map((method) => method.toUpperCase()),
      paths: [route.route].flat(),
      async answer(request) {
        const { status = 200, body } = await route.handler({
          ...request,
          queues: (await opened.get()).queues,
          uiConfig: config,
          headers: {},
        });
        return { status, body };
      },
    })),
    page: async (base) => filled(await readFile(path.join(views, 'index.ejs'), 'utf8'), base),
    close: () => opened.close(),
  };
}

/** What Redis tells of itself is not for everybody who may look at runs. */
const config = { boardTitle: 'Queues · camline', hideRedisDetails: true } as const;

async function connect(redisUrl: string, readOnlyMode: boolean): Promise<Opened> {
  const backend = await openRedis(redisUrl);
  const names = [queueNames.runs, queueNames.explain, queueNames.audits];
  const queues = names.map((name) => backend.queue(name));
  // The backend makes BullMQ's own queues; its type tells the part of them that camline uses.
  const adapters = queues.map((queue) => new BullMQAdapter(queue as unknown as Queue, { readOnlyMode }));
  return {
    queues: new Map(adapters.map((adapter) => [adapter.getName(), adapter])),
    async close() {
      await Promise.all(queues.map((queue) => queue.close()));
      await backend.close();
    },
  };
}

interface BoardRoutes {
  readonly routes: readonly AppControllerRoute[];
  readonly staticFolder: string;
  readonly views: string;
}

function routesOfBoard(): BoardRoutes {
  let [routes, staticFolder, views]: [AppControllerRoute[], string, string] = [[], '', ''];
  const adapter: IServerAdapter = {
    setQueues: () => adapter,
    setViewsPath: (folder) => ((views = folder), adapter),
    setStaticPath: (_route, folder) => ((staticFolder = folder), adapter),
    setEntryRoute: () => adapter,
    setErrorHandler: () => adapter,
    setApiRoutes: (given) => ((routes = given), adapter),
    setUIConfig: () => adapter,
  };
  createBullBoard({ queues: [], serverAdapter: adapter });
  return { routes, staticFolder, views };
}

/** Without the typeface that it would load from elsewhere. */
function filled(template: string, base: string): string {
  const values: Readonly<Record<string, string>> = {
    basePath: base,
    title: config.boardTitle,
    favIconDefault: 'static/images/logo.svg',
    favIconAlternative: 'static/favicon-32x32.png',
    uiConfig: JSON.stringify(config),
  };
  return template
    .replaceAll(/<link href="https:[^>]*>/g, '')
    .replaceAll(/<%[-=] *(\w+) *%>/g, (_, name: string) => values[name] ?? '');
}
