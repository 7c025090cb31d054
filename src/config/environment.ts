/** The only place that reads the environment, or writes to it. What it means for camline is in `readSettings.ts`. */
import { join } from 'node:path';

export const environment = (): Readonly<Record<string, string | undefined>> => process.env;

/** False where NO_COLOR (https://no-color.org) is set. */
export const wantsColor = (variables = environment()): boolean =>
  variables['NO_COLOR'] === undefined || variables['NO_COLOR'] === '';

/**
 * Folder for what only saves time and may be deleted: XDG_CACHE_HOME, else what the system has for it. Null where the user has
 * no home.
 */
export function userCacheFolder(variables = environment(), platform = process.platform): string | null {
  const home = variables['HOME'] ?? variables['USERPROFILE'] ?? '';
  const own: Partial<Record<NodeJS.Platform, string>> = {
    darwin: home && join(home, 'Library', 'Caches'),
    win32: variables['LOCALAPPDATA'] ?? '',
  };
  const parent = variables['XDG_CACHE_HOME'] || (own[platform] ?? (home && join(home, '.cache')));
  return parent === '' ? null : join(parent, 'camline');
}

/** The font configuration of native libraries in this process; `file` where the user has not named one. */
export function setFontConfiguration(file: string, cacheHome: string | undefined): void {
  process.env['FONTCONFIG_FILE'] ??= file;
  if (cacheHome !== undefined) process.env['XDG_CACHE_HOME'] = cacheHome;
}

/**
 * ONNX Runtime (1.30) keeps a device id and a data base of usage in the user's home and sends them to its maker unless told
 * not to. To be called in the main thread before the library is loaded: a worker thread only has a copy of the environment.
 * A setting of the user's own stays.
 */
export function refuseTelemetry(variables: Record<string, string | undefined> = process.env): void {
  variables['ORT_DISABLE_TELEMETRY'] ??= '1';
}

/**
 * NVIDIA's libraries multiply float32 with 10 bits of mantissa (TF32) unless told not to; maps would lose three digits. To be
 * called in the main thread before they are loaded. A setting of the user's own stays.
 */
export function wholeFloats(variables: Record<string, string | undefined> = process.env): void {
  variables['NVIDIA_TF32_OVERRIDE'] ??= '0';
}

/**
 * libtensorflow tells of its build and of absent GPUs on stderr unless told not to; errors still come. To be called in the
 * main thread before the library is loaded. A setting of the user's own stays.
 */
export function quietTensorFlow(environment: Record<string, string | undefined> = process.env): void {
  environment['TF_CPP_MIN_LOG_LEVEL'] ??= '2';
}

/** `--config` for everything that reads settings in this process and in those that it starts. */
export function setSettingsFile(path: string): void {
  process.env['CAMLINE_CONFIG'] = path;
}

/**
 * Amazon's library warns on Node 20 of versions that do not exist yet; ours is exact. To be called before it is loaded. A
 * setting of the user's own stays.
 */
export function quietAwsSdk(variables: Record<string, string | undefined> = process.env): void {
  variables['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] ??= 'true';
}

/** A variable that the user named, such as the one with a webhook's key; undefined where it is empty. */
export const variable = (name: string, variables = environment()): string | undefined =>
  variables[name] || undefined;
