/**
 * Opens one file and measures it, in a process of its own: peak memory is the file's, and a crash is the file's too.
 * Arguments: the architecture's folder, exporter, expected layer. Messages: `Opened`, then `Measured`.
 */
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { refuseTelemetry } from '../../src/config/environment.ts';
import { openOnnxEngine } from '../../src/engine/onnx/onnxEngine.ts';
import { engineDefaults } from '../../src/model/openModel.ts';
import { measure, type Figures } from './measure.ts';
import { readReference } from './reference.ts';

export interface Opened {
  readonly openMillis: number;
  /** Processor time of it, all threads: what the machine's other work does not change much. */
  readonly openCpuMillis: number;
  /** Resident memory of the process at its highest until then, in bytes; about 120 MB of it are the loaded program. */
  readonly openPeakBytes: number;
  readonly batched: boolean;
  readonly layerCount: number;
}

export type Report =
  | { readonly kind: 'opened'; readonly opened: Opened }
  | { readonly kind: 'measured'; readonly figures: Figures }
  | { readonly kind: 'failed'; readonly reason: string };

const say = (report: Report): void => void process.send!(report);

const inMillis = ({ user, system }: NodeJS.CpuUsage): number => (user + system) / 1000;

const [folder = '', exporter = '', expected = ''] = process.argv.slice(2);
refuseTelemetry();
try {
  const start = performance.now();
  const cpu = process.cpuUsage();
  const threads = availableParallelism();
  const engine = await openOnnxEngine(join(folder, `${exporter}.onnx`), { threads, ...engineDefaults });
  say({
    kind: 'opened',
    opened: {
      openMillis: performance.now() - start,
      openCpuMillis: inMillis(process.cpuUsage(cpu)),
      openPeakBytes: process.resourceUsage().maxRSS * 1024,
      batched: engine.facts.batched,
      layerCount: engine.layers().length,
    },
  });
  say({ kind: 'measured', figures: await measure(engine, readReference(folder), expected) });
  await engine.close();
} catch (error) {
  say({ kind: 'failed', reason: error instanceof Error ? error.message : String(error) });
}
process.disconnect();
