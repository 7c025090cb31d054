import { availableParallelism } from 'node:os';
import type { DeviceChoice } from '../config/device.ts';
import { modelCache, type Settings } from '../config/settings.ts';
import { chooseDevice, type ChosenDevice } from '../engine/onnx/sessions/chooseDevice.ts';

export interface EngineSettings extends ChosenDevice {
  readonly engineThreads: number;
  /** What the user asked for: TensorFlow.js finds a device of its own. */
  readonly asked: DeviceChoice;
  /** Folder for models that are fetched from a store. */
  readonly cache: string;
}

/** What executors are started with. Throws DEVICE_MISSING where the device asked for is not there. */
export const engineSettings = async (settings: Settings): Promise<EngineSettings> => ({
  ...(await chooseDevice(settings.device)),
  asked: settings.device,
  engineThreads: settings.engineThreads ?? availableParallelism(),
  cache: modelCache(settings),
});
