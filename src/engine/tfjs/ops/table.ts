/** Every operation that is known. */
import { CamlineError } from '../../../errors.ts';
import type { NetworkNode } from '../network/network.ts';
import { elementwiseOps } from './elementwise.ts';
import type { Op, Ops } from './op.ts';
import { reductionOps } from './reductions.ts';
import { shapeOps } from './shapes.ts';
import { windowOps } from './windows.ts';

export const ops: Ops = { ...elementwiseOps, ...windowOps, ...reductionOps, ...shapeOps };

/** Throws MODEL_UNSUPPORTED for an operation that is not in the table. */
export function opOf(node: NetworkNode): Op {
  const op = Object.hasOwn(ops, node.op) ? ops[node.op] : undefined;
  if (op !== undefined) return op;
  throw new CamlineError(
    'MODEL_UNSUPPORTED',
    `The operation ${node.op} (node "${node.name}") is not known. Freeze the network for inference before it is converted; ` +
      'where it belongs to the network itself, export it to ONNX.',
  );
}
