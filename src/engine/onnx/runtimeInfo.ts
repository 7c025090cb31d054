import { env, listSupportedBackends } from 'onnxruntime-node';

export interface RuntimeInfo {
  readonly version: string;
  /** Execution providers whose libraries came with the package. */
  readonly providers: readonly string[];
  /** Those that need libraries of their own beside it. */
  readonly separate: readonly string[];
}

/** Loading this module loads ONNX Runtime's native library: import it where a failure may be told. */
export function runtimeInfo(): RuntimeInfo {
  const backends = listSupportedBackends();
  const named = (bundled: boolean): string[] =>
    backends.filter((backend) => backend.bundled === bundled).map(({ name }) => name);
  return {
    version: env.versions.node ?? env.versions.common,
    providers: named(true),
    separate: named(false),
  };
}
