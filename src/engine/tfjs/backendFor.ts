/** What the names of devices mean for TensorFlow.js. Loads none of it. */
import type { DeviceChoice } from '../../config/device.ts';
import { CamlineError } from '../../errors.ts';
import type { BackendName } from './backend.ts';

/**
 * 'auto' is the fastest backend that is installed, 'cpu' the fastest that computes there, 'cuda' the package for GPUs, and only
 * where it has found one. Throws DEVICE_MISSING for a device that TensorFlow.js has no way to: none is replaced.
 */
export function backendFor(device: DeviceChoice): BackendName {
  if (device === 'auto' || device === 'cpu') return device;
  if (device === 'cuda' || device === 'cuda:0') return 'gpu';
  const way = device.startsWith('cuda:')
    ? `It takes the first GPU that it is shown: set CUDA_VISIBLE_DEVICES=${device.slice('cuda:'.length)} and take --device cuda.`
    : 'Take --device auto, cpu or cuda.';
  throw new CamlineError('DEVICE_MISSING', `TensorFlow.js models are not computed on ${device}. ${way}`);
}
