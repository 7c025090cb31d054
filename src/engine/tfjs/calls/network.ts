/** What every call needs: the network on the device, where it is cut, and how much goes through at a time. */
import { CamlineError } from '../../../errors.ts';
import { known } from '../../calls/known.ts';
import type { PreparedNetwork } from '../passes/prepare.ts';
import { cutAt, type Cut } from '../run/cut.ts';
import type { DeviceNetwork } from '../run/execute.ts';
import { peakBytes } from '../run/peakBytes.ts';
import { planOf, type Plan } from '../run/plan.ts';
import type { CopySizes } from './copySizes.ts';

export interface CallNetwork {
  readonly device: DeviceNetwork;
  /** Images per run. */
  readonly batch: number;
  /** Masked or ablated copies per run. */
  readonly copies: CopySizes;
  readonly cuts: Cuts;
}

/** Cuts and plans, made once for each layer. */
export class Cuts {
  private readonly prepared: PreparedNetwork;
  private readonly cuts = new Map<string, Cut>();
  private readonly plans = new Map<string, Plan>();

  constructor(prepared: PreparedNetwork) {
    this.prepared = prepared;
  }

  /** Throws LAYER_UNUSABLE where the logits do not depend on the tensor. */
  at(tensor: string): Cut {
    const { device, measurement } = this.prepared;
    return known(this.cuts, tensor, () => cutAt(device.network, measurement, tensor));
  }

  get ofImage(): Cut {
    return this.at(this.prepared.device.network.input.name);
  }

  /** From what crosses the cut to the logits. */
  tail(cut: Cut, use: 'values' | 'gradient'): Plan {
    const { network } = this.prepared.device;
    return known(this.plans, `${use} ${cut.layer}`, () =>
      planOf(network, cut.frontier, [cut.logits], { fuse: use === 'values' }),
    );
  }

  /** From images to the logits and `tensors`. */
  forward(tensors: readonly string[]): Plan {
    const { network } = this.prepared.device;
    const fetches = [network.outputs[0]!.tensor, ...tensors];
    return known(this.plans, `forward ${JSON.stringify(tensors)}`, () =>
      planOf(network, [network.input.name], fetches, { fuse: true }),
    );
  }

  /** Most bytes that one image takes on its way. */
  bytesOf(plan: Plan): number {
    return peakBytes(plan, this.prepared.device.network, this.prepared.measurement);
  }
}

/** By tensor, of all images of a forward pass. Throws INTERNAL for one that was not kept. */
export function keptAt<Kept>(kept: ReadonlyMap<string, Kept>, tensor: string): Kept {
  const found = kept.get(tensor);
  if (found === undefined) throw new CamlineError('INTERNAL', `The forward pass did not keep "${tensor}".`);
  return found;
}
