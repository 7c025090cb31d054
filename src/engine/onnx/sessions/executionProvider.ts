import type { InferenceSession } from 'onnxruntime-node';
import type { Device } from '../../../config/device.ts';

/** The one place that says what a device is called in ONNX Runtime, which computes on the CPU what a provider lacks. */
export function executionProvider(device: Device): InferenceSession.ExecutionProviderConfig {
  if (device === 'directml') return 'dml';
  if (device === 'cpu' || device === 'webgpu' || device === 'coreml') return device;
  return { name: 'cuda', deviceId: Number(device.slice('cuda:'.length)) };
}
