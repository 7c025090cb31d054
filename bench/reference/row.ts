/** What a comparison gives, as it is kept from run to run. */
export interface Setting {
  /** Images a call. */
  readonly batch: number;
  readonly threads: number;
  /** Images a forward pass, where a call has several: the next is copied while one is computed. */
  readonly pass?: number;
}

/** A setting and its time for one image. */
export interface Best {
  readonly setting: Setting;
  readonly seconds: number;
}

interface Side {
  /** Per round, for one image. */
  readonly seconds: readonly number[];
  readonly setting: Setting;
}

export interface Row {
  /** When, as an ISO date. */
  readonly measured: string;
  readonly network: string;
  readonly method: string;
  readonly layer: string;
  readonly theirs: Side;
  /** `forward`: the bare engine's forward pass for one image, per round, at its best setting. */
  readonly ours: Side & { readonly forward: readonly number[]; readonly bare: Setting };
  /** ScoreCAM: channels that each need a forward pass, the mean of our photographs. */
  readonly live?: number;
  readonly note: string;
}

/** What the figures of a network stand beside. */
export interface Yardstick {
  readonly measured: string;
  readonly network: string;
  readonly cores: number;
  readonly bare: Best;
  readonly theirForward: Best;
  /** Of one forward pass. */
  readonly flops: number;
  /** FLOP/s of a large matrix product on all cores. */
  readonly peak: number;
}
