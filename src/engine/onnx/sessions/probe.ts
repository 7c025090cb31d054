/**
 * Entry of a process that runs a network of one operation on the device of its first argument, and ends with 0 where that
 * gave the right number. ONNX Runtime tells on stderr why a device is not there; the error itself does not.
 */
import type { Device } from '../../../config/device.ts';
import { refuseTelemetry } from '../../../config/environment.ts';
import { messageOf } from '../../../errors.ts';
import { Graph } from '../ir/graph.ts';

refuseTelemetry();
const { openSession } = await import('./session.ts');

const graph = new Graph();
const input = graph.value('x');
input.type = 'float32';
input.shape = [1];
graph.inputs.push(input);
graph.add({ opType: 'Neg', inputs: [input] }, ['y']);
graph.outputs = [graph.value('y')];

try {
  const session = await openSession(graph, {
    threads: 1,
    optimise: true,
    device: process.argv[2] as Device,
    verbose: true,
  });
  const { y } = await session.run({ x: { type: 'float32', data: Float32Array.of(3), shape: [1] } });
  if (y?.data[0] !== -3) throw new Error(`-(3) came out as ${String(y?.data[0])}`);
  await session.close();
} catch (error) {
  process.stderr.write(`failed: ${messageOf(error)}\n`);
  process.exitCode = 1;
}
