/** Which TensorFlow.js backend computes: the fastest that is installed and loads. */
import { CamlineError, messageOf } from '../../errors.ts';
import { tf } from './tf.ts';
import { guardMemory, type WasmBackend } from './wasmMemory.ts';

const names = ['node-gpu', 'node', 'wasm'] as const;
/** 'auto': the first of the table that loads; 'cpu': the first that computes there; 'gpu': the first that finds one. */
export const backendNames = ['auto', 'cpu', 'gpu', ...names] as const;
export type BackendName = (typeof backendNames)[number];

export interface ChosenBackend {
  readonly name: (typeof names)[number];
  /** For records: "wasm simd", "libtensorflow cpu". */
  readonly device: string;
  /** Of TensorFlow.js. */
  readonly version: string;
  /** Why faster ones were not taken, in sentences; not those that nobody installed. */
  readonly notes: readonly string[];
  /** Packages that would be faster and are not installed. */
  readonly notInstalled: readonly string[];
}

interface Candidate {
  readonly name: ChosenBackend['name'];
  /** Loaded by name at run time: native packages are optional. Null: it is here already. */
  readonly package: string | null;
  /** As TensorFlow.js calls the backend. */
  readonly backend: string;
  readonly device: () => Promise<string>;
}

/** In the order of preference. */
const candidates: readonly Candidate[] = [
  { name: 'node-gpu', package: '@tensorflow/tfjs-node-gpu', backend: 'tensorflow', device: nativeDevice },
  { name: 'node', package: '@tensorflow/tfjs-node', backend: 'tensorflow', device: nativeDevice },
  { name: 'wasm', package: null, backend: 'wasm', device: wasmDevice },
];

const forGpu = 'node-gpu';
const withGpu = 'libtensorflow gpu';

const considered = (wanted: BackendName): readonly Candidate[] =>
  candidates.filter(({ name }) => {
    if (wanted === 'cpu') return name !== forGpu;
    return wanted === 'auto' || name === (wanted === 'gpu' ? forGpu : wanted);
  });

type Load = (name: string) => Promise<unknown>;
const byName: Load = (name) => import(name);

/**
 * Loads the backend and makes it the one of this thread.
 *
 * @param wanted another than 'auto' is taken or refused, never replaced
 * @param load how a package is loaded by its name
 * @throws ENGINE_FAILED where the backend asked for, or every one, does not load; DEVICE_MISSING where a GPU was asked for
 */
export async function chooseBackend(wanted: BackendName, load: Load = byName): Promise<ChosenBackend> {
  const notes: string[] = [];
  const notInstalled: string[] = [];
  for (const candidate of considered(wanted)) {
    const failure = await start(candidate, load);
    if (failure === null) {
      const device = await candidate.device();
      const { name } = candidate;
      if (wanted !== 'gpu' || device === withGpu)
        return { name, device, version: tf.version_core, notes, notInstalled };
      notes.push(`${candidate.package} finds no GPU that CUDA can use.`);
    } else if (failure === 'not installed') notInstalled.push(candidate.package!);
    else notes.push(`${candidate.package ?? candidate.name} is installed but does not load: ${failure}`);
  }
  const code = wanted === 'gpu' ? 'DEVICE_MISSING' : 'ENGINE_FAILED';
  throw new CamlineError(code, noBackend(wanted, notes, notInstalled));
}

/** Null where the backend computes now, else why not. */
async function start(candidate: Candidate, load: Load): Promise<string | null> {
  try {
    if (candidate.package !== null) await load(candidate.package);
    if (await tf.setBackend(candidate.backend)) return null;
    return `TensorFlow.js could not start its backend "${candidate.backend}".`;
  } catch (error) {
    return isAbsent(error, candidate.package) ? 'not installed' : firstSentence(error);
  }
}

/** Whether it is the package itself that is missing, and not something that it needs. */
function isAbsent(error: unknown, name: string | null): boolean {
  const { code, message } = error as NodeJS.ErrnoException;
  return (
    name !== null &&
    (code === 'ERR_MODULE_NOT_FOUND' || code === 'MODULE_NOT_FOUND') &&
    message.includes(`'${name}'`)
  );
}

function firstSentence(error: unknown): string {
  const message = messageOf(error);
  return `${message.split(/\.\s|\n/)[0]!.replace(/\.$/, '')}.`;
}

function noBackend(wanted: BackendName, notes: readonly string[], notInstalled: readonly string[]): string {
  const missing = notInstalled.map((name) => `${name} is not installed.`);
  const what = wanted === 'auto' ? 'no backend' : wanted === 'gpu' ? 'no GPU' : `no backend "${wanted}"`;
  const way = wanted === 'gpu' ? ['Or take --device cpu, or auto. See: camline doctor'] : [];
  return [`TensorFlow.js has ${what} here.`, ...notes, ...missing, ...way].join(' ');
}

async function wasmDevice(): Promise<string> {
  guardMemory(tf.backend() as unknown as WasmBackend);
  const hasSimd = await tf.env().getAsync('WASM_HAS_SIMD_SUPPORT');
  return hasSimd === true ? 'wasm simd' : 'wasm';
}

/** The package for GPUs computes on the CPU where there is none. */
async function nativeDevice(): Promise<string> {
  await tf.ready();
  const backend = tf.backend() as { readonly isUsingGpuDevice?: boolean };
  return backend.isUsingGpuDevice === true ? withGpu : 'libtensorflow cpu';
}
