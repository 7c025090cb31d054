/** From a few measured images to the whole run. Pure. */
import { stagesText, timesPerImage, type StageTimes } from '../../worker/stages.ts';
import { sizeText } from '../sizeText.ts';
import type { Measured } from './measure.ts';
import type { Survey } from './sample.ts';

export interface Estimate {
  readonly images: number;
  readonly shards: number;
  readonly forwardPassesPerImage: number;
  readonly forwardPasses: number;
  readonly inputBytes: number;
  readonly outputBytes: number;
  readonly sampleImages: number;
  readonly sampleFailedByCode: Readonly<Record<string, number>>;
  readonly millisPerImage: number;
  /** Of one worker like this machine: from the fastest measured chunk to the slowest. */
  readonly workerHours: readonly [least: number, most: number];
  /** Of one image; stages overlap. */
  readonly stageMillis: StageTimes;
  readonly device: string;
}

export function estimate(
  { images, bytes }: Survey,
  measured: Measured,
  { forwards, shardSize }: { readonly forwards: number; readonly shardSize: number },
): Estimate {
  const { chunks, stages, device, outputBytes, tally } = measured;
  const sampleImages = sum(chunks.map((chunk) => chunk.images));
  const each = chunks.map((chunk) => chunk.millis / chunk.images);
  const hours = (millisPerImage: number): number => (millisPerImage * images) / 3_600_000;
  return {
    images,
    shards: Math.ceil(images / shardSize),
    forwardPassesPerImage: forwards,
    forwardPasses: forwards * images,
    inputBytes: bytes,
    outputBytes: Math.round((outputBytes / sampleImages) * images),
    sampleImages,
    sampleFailedByCode: tally.failedByCode,
    millisPerImage: sum(chunks.map(({ millis }) => millis)) / sampleImages,
    workerHours: [hours(Math.min(...each)), hours(Math.max(...each))],
    stageMillis: timesPerImage(stages, sampleImages),
    device,
  };
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

/** For people; `threads`: of the engine that measured. */
export function estimateLines(run: Estimate, threads: number): string[] {
  const [least, most] = run.workerHours;
  const failed = Object.entries(run.sampleFailedByCode).map(([code, count]) => `${code} ${count}`);
  return [
    `images          ${count(run.images)}, ${sizeText(run.inputBytes)} to read`,
    `queue           ${count(run.shards)} shards of ${Math.ceil(run.images / Math.max(1, run.shards))} images or less`,
    `forward passes  ${count(run.forwardPassesPerImage)} an image, ${count(run.forwardPasses)} in all`,
    `results         ${sizeText(run.outputBytes)} to write`,
    `time            ${millisText(run.millisPerImage)} an image on one worker like this one (${run.device}, ${threads} threads)`,
    `worker-hours    ${hoursText(least)}${hoursText(least) === hoursText(most) ? '' : ` to ${hoursText(most)}`}; several workers share them`,
    `stages          ${stagesText(run.stageMillis)} ms an image; they overlap`,
    `measured on     ${run.sampleImages} images${failed.length === 0 ? '' : `, of which failed: ${failed.join(', ')}`}`,
  ];
}

const count = (value: number): string => Math.round(value).toLocaleString('en-US').replaceAll(',', ' ');
const millisText = (millis: number): string =>
  millis < 1000 ? `${millis.toFixed(1)} ms` : `${(millis / 1000).toFixed(1)} s`;
const hoursText = (hours: number): string =>
  hours < 0.1 ? hours.toFixed(4) : hours < 10 ? hours.toFixed(2) : count(hours);
