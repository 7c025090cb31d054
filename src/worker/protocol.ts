/** What crosses between supervisor and executor: shard descriptions one way, finished images the other. */
import type { ManifestEntry, RunRequest } from '../config/runRequest.ts';
import type { PlainError } from '../errors.ts';
import type { RunRecord } from '../storage/record.ts';
import type { TarFile } from '../storage/tar.ts';
import type { Tensor } from '../tensor/tensor.ts';
import type { StageTimes } from './stages.ts';

export interface ShardWork {
  /** Of this hand-over, not of the shard: the same shard may be handed over again. */
  readonly id: number;
  readonly run: string;
  /** Number of the shard in its run, from 0 on. */
  readonly shard: number;
  readonly destination: string;
  readonly request: RunRequest;
  /** The shard's lines of the manifest. */
  readonly lines: readonly ManifestEntry[];
  /** Indices of `lines` that are to be done, ascending. */
  readonly todo: readonly number[];
  /** One image at a time, each announced before it starts. */
  readonly careful: boolean;
}

export interface FinishedImage {
  readonly record: RunRecord;
  /**
   * Per method of the request the map at layer resolution, [classes, h, w], or null where it has none (several layers fused,
   * augmented passes, methods of the whole network); empty where the image failed or maps were not asked for.
   */
  readonly maps: readonly (Tensor | null)[];
  /** The image's feature vector [C]; null where it failed or features were not asked for. */
  readonly features: Tensor | null;
  /** Files of its WebDataset sample, named by their extensions; empty where it failed or samples were not asked for. */
  readonly sample: readonly TarFile[];
}

export interface ShardTimings {
  readonly stages: StageTimes;
  /** Time in which the engine had work since this was last told, milliseconds. */
  readonly engineBusyMillis: number;
  readonly engine: string;
  readonly device: string;
}

export type ToExecutor =
  | { readonly kind: 'shard'; readonly work: ShardWork }
  /** Stop that hand-over at the next batch; answered with `thrown`. */
  | { readonly kind: 'abandon'; readonly id: number }
  /** End when nothing is in hand. */
  | { readonly kind: 'close' };

export type FromExecutor =
  /** The model is open: images follow. */
  | { readonly kind: 'opened'; readonly id: number }
  /** Careful mode only, and before anything is done with the image. */
  | { readonly kind: 'started'; readonly id: number; readonly line: number }
  | {
      readonly kind: 'finished';
      readonly id: number;
      readonly line: number;
      readonly image: FinishedImage;
    }
  | { readonly kind: 'done'; readonly id: number; readonly timings: ShardTimings }
  | { readonly kind: 'thrown'; readonly id: number; readonly error: PlainError };

/** Of the pipe that tells an executor whether its supervisor lives (`executor/lifeline.ts`); 3 is the channel of messages. */
export const lifelineDescriptor = 4;

/** Images an engine call. Bytes of results depend on it, so it is one for all machines. */
export const batchSize = 8;
