/** What a row says, in one number each: medians of the rounds. */
import { median } from '../lib/statistics.ts';
import type { Row } from './row.ts';

/** Times as fast as pytorch-grad-cam. */
export const ratios = ({ theirs, ours }: Row): number[] =>
  theirs.seconds.map((each, round) => each / ours.seconds[round]!);

/** camline's time in the bare engine's forward passes. */
export const forwards = ({ ours }: Row): number[] =>
  ours.seconds.map((each, round) => each / ours.forward[round]!);

export const ratio = (row: Row): number => median(ratios(row));
export const passes = (row: Row): number => median(forwards(row));
export const passesPerChannel = (row: Row): number => passes(row) / row.live!;
