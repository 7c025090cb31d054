const leastSeconds = 60;
const decodeSeconds = 30;
const secondsPerForward = 0.5;

/**
 * Seconds that one image may take before it is failed with TIMEOUT: max(60, 30 + 0.5 x forward passes), rounded up. Half a
 * second is what a large network (ConvNeXt, ViT-B) takes for one image on two slow cores: ScoreCAM over 1 280 channels gets
 * 11 minutes, RISE 34. A hanging image costs that time; an image failed for being slow would be a wrong result.
 */
export const imageTimeoutSeconds = (forwards: number): number =>
  Math.max(leastSeconds, Math.ceil(decodeSeconds + secondsPerForward * forwards));
