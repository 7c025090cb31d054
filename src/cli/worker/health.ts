/** `/healthz` and `/metrics` of a worker, for probes and Prometheus. */
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Gauge, Registry } from 'prom-client';
import { CamlineError } from '../../errors.ts';
import type { QueueControl } from '../../queue/queues.ts';
import type { MeterReading } from '../../worker/meter.ts';
import type { WorkerState } from '../../worker/startWorker.ts';

type State = MeterReading & WorkerState;

/** Figures without labels: name, meaning, value. */
const figures: readonly (readonly [name: string, help: string, read: (state: State) => number])[] = [
  ['camline_worker_images_total', 'Images finished since the start', ({ images }) => images],
  ['camline_worker_images_failed_total', 'Images of these that failed', ({ failed }) => failed],
  ['camline_worker_images_per_second', 'Over the last minute', ({ imagesPerSecond }) => imagesPerSecond],
  ['camline_worker_shards_in_hand', 'Shards that are worked on', ({ inHand }) => inHand.length],
  ['camline_worker_engine_idle_ratio', 'Share of time without work for the engine', (s) => s.engineIdleShare],
  ['camline_worker_memory_bytes', 'Resident memory, executors included', ({ memoryBytes }) => memoryBytes],
];

export interface HealthAddress {
  /** 0: any that is free. */
  readonly port: number;
  readonly host: string;
}

/** Throws CONFIG_INVALID where the port is taken or the address is not this machine's. */
export async function serveHealth(
  { port, host }: HealthAddress,
  queues: Pick<QueueControl, 'isPaused'>,
  state: () => State,
): Promise<{ readonly port: number; close(): Promise<void> }> {
  const registry = metricsOf(state);
  const pages: Readonly<Record<string, (response: ServerResponse) => Promise<void>>> = {
    '/healthz': async (response) => {
      const problem = await queues.isPaused().then(
        () => undefined,
        (error: unknown) => String(error),
      );
      response.writeHead(problem === undefined ? 200 : 503, { 'content-type': 'text/plain; charset=utf-8' });
      response.end(problem ?? 'ok');
    },
    '/metrics': async (response) => {
      const text = await registry.metrics();
      response.writeHead(200, { 'content-type': registry.contentType });
      response.end(text);
    },
  };
  const server = createServer((request, response) => {
    const page = pages[new URL(request.url ?? '/', 'http://localhost').pathname];
    if (page === undefined || request.method !== 'GET') response.writeHead(404).end();
    else void page(response);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause) => {
      const message = `Cannot serve health on ${host}:${port}: ${cause.message}. Choose another with --health-port or --health-host.`;
      reject(new CamlineError('CONFIG_INVALID', message, { cause }));
    });
    server.listen(port, host, resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function metricsOf(state: () => State): Registry {
  const registry = new Registry();
  for (const [name, help, read] of figures) {
    const gauge = new Gauge({
      name,
      help,
      registers: [],
      collect() {
        this.set(read(state()));
      },
    });
    registry.registerMetric(gauge);
  }
  const stages = new Gauge({
    name: 'camline_worker_stage_seconds_total',
    help: 'Time by stage since the start, summed over images',
    labelNames: ['stage'],
    registers: [],
    collect() {
      for (const [stage, millis] of Object.entries(state().stages)) this.set({ stage }, millis / 1000);
    },
  });
  registry.registerMetric(stages);
  return registry;
}
