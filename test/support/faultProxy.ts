/** An HTTP proxy in front of an S3 server that answers as broken networks and busy servers do. */
import { once } from 'node:events';
import {
  createServer,
  request as httpRequest,
  type IncomingMessage,
  type RequestOptions,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Seen {
  readonly method: string;
  readonly path: string;
  readonly fault: Fault | undefined;
  /** What the server answered; undefined where it was not asked. */
  readonly status: number | undefined;
}

interface Exchange {
  readonly asked: IncomingMessage;
  readonly body: Buffer;
  readonly answer: ServerResponse;
  /** Asks the server behind. */
  readonly forward: (body?: Buffer) => Promise<Answer>;
}

interface Answer {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly body: Buffer;
}

const errorBody = (code: string): string => `<?xml version="1.0"?><Error><Code>${code}</Code></Error>`;

const refuse =
  (status: number, code: string) =>
  ({ answer }: Exchange): Promise<undefined> => {
    answer.writeHead(status, { 'content-type': 'application/xml' }).end(errorBody(code));
    return Promise.resolve(undefined);
  };

const send = ({ answer, asked }: Exchange, { status, headers }: Answer, body: Buffer, end = true): void => {
  answer.writeHead(status, { ...headers, connection: 'close' });
  if (asked.method === 'HEAD') return void answer.end();
  answer.write(body);
  if (end) answer.end();
};

/** One byte is another. */
const damaged = (body: Buffer): Buffer => {
  const copy = Buffer.from(body);
  if (copy.length > 0) copy[copy.length >> 1]! ^= 1;
  return copy;
};

const faults = {
  slowDown: refuse(503, 'SlowDown'),
  unavailable: refuse(503, 'ServiceUnavailable'),
  internalError: refuse(500, 'InternalError'),
  resetBefore: ({ asked }: Exchange) => {
    asked.socket.resetAndDestroy();
    return Promise.resolve(undefined);
  },
  /** The server has done it, and nobody hears of that. */
  answerLost: async ({ asked, forward }: Exchange) => {
    const { status } = await forward();
    asked.socket.resetAndDestroy();
    return status;
  },
  silence: () => Promise.resolve(undefined),
  cutShort: async (exchange: Exchange) => {
    const answer = await exchange.forward();
    send(exchange, answer, answer.body.subarray(0, answer.body.length >> 1), false);
    exchange.asked.socket.end();
    return answer.status;
  },
  /** Whole by its length, and not what was stored. */
  damagedAnswer: async (exchange: Exchange) => {
    const answer = await exchange.forward();
    const isObject = exchange.asked.method === 'GET' && !exchange.asked.url!.includes('?list-type');
    send(exchange, answer, isObject && answer.status === 200 ? damaged(answer.body) : answer.body);
    return answer.status;
  },
  damagedUpload: async (exchange: Exchange) => {
    const answer = await exchange.forward(damaged(exchange.body));
    send(exchange, answer, answer.body);
    return answer.status;
  },
} as const satisfies Readonly<Record<string, (exchange: Exchange) => Promise<number | undefined>>>;

export type Fault = keyof typeof faults;
/** 'slowDown' changes the pace of all that follows, and so has tests of its own. */
export const faultNames = (Object.keys(faults) as Fault[]).filter((name) => name !== 'slowDown');

/** What happens to a request: a fault, nothing, or nothing before the promise resolves. */
export type Plan = (request: {
  readonly method: string;
  readonly path: string;
}) => Fault | undefined | Promise<Fault | undefined>;

export class FaultProxy {
  readonly endpoint: string;
  readonly seen: Seen[] = [];
  plan: Plan = () => undefined;
  readonly stop: () => Promise<void>;

  private constructor(port: number, stop: () => Promise<void>) {
    this.endpoint = `http://127.0.0.1:${port}`;
    this.stop = stop;
  }

  static async start(target: string): Promise<FaultProxy> {
    const { hostname, port } = new URL(target);
    const server = createServer((asked, answer) => {
      void handle(proxy, { hostname, port }, asked, answer).catch(() => asked.socket.destroy());
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const proxy = new FaultProxy((server.address() as AddressInfo).port, async () => {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    });
    return proxy;
  }
}

async function handle(
  proxy: FaultProxy,
  target: RequestOptions,
  asked: IncomingMessage,
  answer: ServerResponse,
): Promise<void> {
  const body = Buffer.concat(await asked.toArray());
  const { method = '', url: path = '' } = asked;
  const fault = await proxy.plan({ method, path });
  const exchange: Exchange = {
    asked,
    answer,
    body,
    forward: (changed = body) => forward(target, asked, changed),
  };
  if (fault !== undefined) {
    proxy.seen.push({ method, path, fault, status: await faults[fault](exchange) });
    return;
  }
  const given = await exchange.forward();
  proxy.seen.push({ method, path, fault, status: given.status });
  send(exchange, given, given.body);
}

/** The headers stay as they are, since the client has signed them. */
async function forward(target: RequestOptions, asked: IncomingMessage, body: Buffer): Promise<Answer> {
  const sent = httpRequest({ ...target, method: asked.method, path: asked.url, headers: asked.headers });
  sent.end(body);
  const [answer] = (await once(sent, 'response')) as [IncomingMessage];
  return { status: answer.statusCode!, headers: answer.headers, body: Buffer.concat(await answer.toArray()) };
}

/** Every kind of fault in turn, at this share of requests that follows from `seed` alone. */
export function sometimes(share: number, seed: number): Plan {
  let state = seed;
  let count = 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32 < share ? faultNames[count++ % faultNames.length] : undefined;
  };
}
