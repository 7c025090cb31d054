/** Runs plans on the device. */
import { CamlineError } from '../../../errors.ts';
import { convolution } from '../gradients/convolve.ts';
import type { Network, NetworkNode } from '../network/network.ts';
import { plain } from '../ops/modes.ts';
import type { OpMode } from '../ops/op.ts';
import { opOf } from '../ops/table.ts';
import { windowsOf } from '../ops/windows.ts';
import { tf } from '../tf.ts';
import type { Plan, Step } from './plan.ts';

/** The network's constants, on the device and as numbers. */
export interface DeviceNetwork {
  readonly network: Network;
  readonly constants: ReadonlyMap<string, tf.Tensor>;
}

export interface ExecuteOptions {
  readonly mode: OpMode;
  /** Told each tensor as it arises. */
  readonly observe?: (name: string, tensor: tf.Tensor) => void;
}

/**
 * The plan's fetches, in their order, made from `feeds`, which stay the caller's. Tensors are freed when no step reads them
 * any more; under a gradient, TensorFlow.js keeps those that it needs.
 *
 * @throws ENGINE_FAILED, naming the operation that failed
 */
export function execute(
  { network, constants }: DeviceNetwork,
  plan: Plan,
  feeds: readonly tf.Tensor[],
  { mode, observe }: ExecuteOptions = { mode: plain },
): tf.Tensor[] {
  const own = new Map<string, tf.Tensor>();
  const given = new Map(plan.feeds.map((name, index) => [name, feeds[index]!]));
  const read = (name: string): tf.Tensor => own.get(name) ?? given.get(name) ?? constants.get(name)!;
  const integers = (name: string): number[] =>
    Array.from(network.constants.get(name)?.data ?? read(name).dataSync());
  for (const step of plan.steps) {
    const outputs = attempted(step, () => run(step, { read, integers, mode }));
    outputs.forEach((output, index) => {
      const name = (step.fused ?? step.node).name + (index === 0 ? '' : `:${index}`);
      own.set(name, output);
      observe?.(name, output);
    });
    for (const name of step.last) {
      own.get(name)?.dispose();
      own.delete(name);
    }
  }
  const fetched = plan.fetches.map((name) => (own.has(name) ? own.get(name)! : tf.clone(read(name))));
  for (const [name, tensor] of own) if (!plan.fetches.includes(name)) tensor.dispose();
  return fetched;
}

interface Reading {
  readonly read: (name: string) => tf.Tensor;
  readonly integers: (name: string) => number[];
  readonly mode: OpMode;
}

function run({ node, fused }: Step, { read, integers, mode }: Reading): tf.Tensor[] {
  const inputs = node.inputs.map(read);
  if (fused !== null) return [fusedPair(node, fused, inputs)];
  const call = { node, inputs, integers: (index: number) => integers(node.inputs[index]!), mode };
  return tf.tidy(() => [opOf(node).run(call)].flat());
}

function fusedPair(node: NetworkNode, rectifier: NetworkNode, inputs: readonly tf.Tensor[]): tf.Tensor {
  const [x, filter, bias] = inputs as [tf.Tensor4D, tf.Tensor4D, tf.Tensor1D | undefined];
  return tf.tidy(() =>
    convolution(x, {
      kind: node.op === 'Conv2D' ? 'full' : 'depthwise',
      filter,
      bias,
      activation: rectifier.op === 'Relu' ? 'relu' : 'relu6',
      ...windowsOf(node),
    }),
  );
}

/** Of libtensorflow, and of JavaScript where an array cannot be had. */
const memoryWords = /\bOOM\b|out of memory|Resource exhausted|bad_alloc|Array buffer allocation failed/i;

function attempted<T>({ node }: Step, work: () => T): T {
  try {
    return work();
  } catch (cause) {
    if (cause instanceof CamlineError) throw cause;
    const [line = ''] = (cause as Error).message.split('\n');
    throw new CamlineError(
      memoryWords.test(line) ? 'ENGINE_OUT_OF_MEMORY' : 'ENGINE_FAILED',
      `TensorFlow.js could not run ${node.op} (node "${node.name}"): ${line}`,
      {
        cause,
      },
    );
  }
}
