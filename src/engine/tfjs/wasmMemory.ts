/* oxlint-disable no-underscore-dangle -- _malloc and _free are what Emscripten calls them */
import { CamlineError } from '../../errors.ts';

/** The part of the WASM backend that asks for memory. */
export interface WasmBackend {
  readonly wasm: { _malloc: (bytes: number) => number; _free: (address: number) => void };
}

const guarded = new WeakSet<object>();

/**
 * TensorFlow.js takes the address 0 that a failed allocation gives for a good one and computes on with what lies there. From
 * here on it throws ENGINE_OUT_OF_MEMORY in its place.
 */
export function guardMemory({ wasm }: WasmBackend): void {
  if (guarded.has(wasm)) return;
  guarded.add(wasm);
  // The loader puts the real function in the place of its own at the first call.
  wasm._free(wasm._malloc(1));
  const allocate = wasm._malloc;
  wasm._malloc = (bytes) => {
    const address = allocate(bytes);
    if (address !== 0 || bytes === 0) return address;
    throw new CamlineError(
      'ENGINE_OUT_OF_MEMORY',
      `TensorFlow.js is out of memory: WebAssembly has no ${(bytes / 2 ** 20).toFixed(1)} MiB left of its 4 GiB.`,
    );
  };
}
