import { readSettings, type ReadSettings } from '../config/readSettings.ts';
import type { DeviceChoice } from '../config/device.ts';
import type { Settings } from '../config/settings.ts';

/** Options of any command that stand before the environment and camline.yaml. */
export interface SettingOptions {
  readonly config?: string;
  readonly redis?: string;
  readonly engineThreads?: number;
  readonly device?: DeviceChoice;
  readonly logFile?: string;
}

/** Throws CONFIG_INVALID, naming option, variable or field. */
export const settingsWithOrigins = (options: SettingOptions): Promise<ReadSettings> =>
  readSettings({
    file: options.config,
    flags: {
      redisUrl: options.redis,
      engineThreads: options.engineThreads,
      device: options.device,
      logFile: options.logFile,
    },
  });

export const settingsOf = async (options: SettingOptions): Promise<Settings> =>
  (await settingsWithOrigins(options)).settings;
