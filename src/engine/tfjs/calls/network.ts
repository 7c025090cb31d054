/** What every call needs: the network on the device, where it is cut, and how much goes through at a time. */
import { CamlineError } from '../../../errors.ts';
import { known } from '../../calls/known.ts';
import type { PreparedNetwork } from '../passes/prepare.ts';
import { cutAt, type Cut } from '../run/cut.ts';
import type { DeviceNetwork } from '../run/execute.ts';
import { planOf, type Plan } from '../run/plan.ts';

export interface CallNetwork {
  readonly device: DeviceNetwork;
  /** Images per run. */
  readonly batch: number;
  /** Masked or ablated copies per run, at most. */
  readonly chunk: number;
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
    return planOf(network, [network.input.name], [network.outputs[0]!.tensor, ...tensors], { fuse: true });
  }
}

/** By tensor, of all images of a forward pass. Throws INTERNAL for one that was not kept. */
export function keptAt<Kept>(kept: ReadonlyMap<string, Kept>, tensor: string): Kept {
  const found = kept.get(tensor);
  if (found === undefined) throw new CamlineError('INTERNAL', `The forward pass did not keep "${tensor}".`);
  return found;
}
