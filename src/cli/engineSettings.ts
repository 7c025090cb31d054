import { availableParallelism } from 'node:os';
import { modelCache, type Settings } from '../config/settings.ts';
import { chooseDevice, type ChosenDevice } from '../engine/onnx/sessions/chooseDevice.ts';

export interface EngineSettings extends ChosenDevice {
  readonly engineThreads: number;
  /** Folder for models that are fetched from a store. */
  readonly cache: string;
}

/** What executors are started with. Throws DEVICE_MISSING where the device asked for is not there. */
export const engineSettings = async (settings: Settings): Promise<EngineSettings> => ({
  ...(await chooseDevice(settings.device)),
  engineThreads: settings.engineThreads ?? availableParallelism(),
  cache: modelCache(settings),
});
