/** Names of what a network can be computed on. */
import { z } from 'zod';

/** One device. */
export type Device = 'cpu' | 'webgpu' | 'coreml' | 'directml' | `cuda:${number}`;
/** What may be asked for: a device, the first NVIDIA GPU, or the best that is here. */
export type DeviceChoice = Device | 'cuda' | 'auto';

export const deviceNames = 'auto, cpu, cuda, cuda:N, webgpu, coreml or directml';
export const deviceExpected = `expected ${deviceNames}`;

export const deviceSchema = z.custom<DeviceChoice>(
  (given) =>
    typeof given === 'string' && /^(?:auto|cpu|cuda|cuda:\d{1,2}|webgpu|coreml|directml)$/.test(given),
  { error: ({ input }) => `${deviceExpected}, received ${JSON.stringify(input)}` },
);
