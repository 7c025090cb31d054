/**
 * Which device computes. Each candidate is tried in a process of its own: a driver that crashes takes nobody with it, no GPU
 * memory stays taken, and what ONNX Runtime says on stderr can be read.
 */
import { execFile, type ExecFileException } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Device, DeviceChoice } from '../../../config/device.ts';
import { CamlineError } from '../../../errors.ts';

export interface ChosenDevice {
  readonly device: Device;
  /** Why 'auto' took no GPU, in a sentence; null where nothing is to be told. */
  readonly note: string | null;
}

/** Null where the device computes, else what is missing. */
export type Probe = (device: Device) => Promise<string | null>;

/**
 * 'auto' is the first NVIDIA GPU, else the CPU. The others must be asked for: WebGPU may be a software renderer, CoreML and
 * DirectML compute parts in half precision where they see fit. Throws
 * DEVICE_MISSING where another was asked for and is not there: it is never replaced.
 */
export async function chooseDevice(wanted: DeviceChoice, probe: Probe = probeDevice): Promise<ChosenDevice> {
  if (wanted === 'cpu') return { device: 'cpu', note: null };
  const device = wanted === 'auto' || wanted === 'cuda' ? 'cuda:0' : wanted;
  const missing = await probe(device);
  if (missing === null) return { device, note: null };
  if (wanted === 'auto') return { device: 'cpu', note: `Computing on the CPU; no ${device}: ${missing}.` };
  throw new CamlineError(
    'DEVICE_MISSING',
    `There is no device ${device} here: ${told(device, missing)} Or take --device cpu, or auto. See: camline doctor`,
  );
}

/** What the device lacks and how it gets it, in sentences; null where it computes. */
export async function missingFor(device: Device): Promise<string | null> {
  const missing = await probeDevice(device);
  return missing === null ? null : told(device, missing);
}

const told = (device: Device, missing: string): string => `${missing}. ${wayOut(device)}`;

const install = 'ONNXRUNTIME_NODE_INSTALL=cuda12 npm rebuild onnxruntime-node --ignore-scripts=false';

const wayOut = (device: Device): string => (device.startsWith('cuda') ? cudaNeeds : (needs[device] ?? ''));

const cudaNeeds =
  `CUDA needs an NVIDIA driver, CUDA 12 with cuDNN 9, and ONNX Runtime's CUDA libraries: ${install} ` +
  '(in a clone: npm run setup:cuda).';

const needs: Readonly<Record<string, string>> = {
  webgpu: 'WebGPU needs a GPU with its Vulkan (Linux), Direct3D 12 (Windows) or Metal (macOS) driver.',
  coreml: 'CoreML needs macOS.',
  directml: 'DirectML needs Windows 10 or later, and a GPU with a driver for DirectX 12.',
};

/** Where ONNX Runtime's package brings the provider along; on other systems it need not be tried. */
const onlyOn: Readonly<Record<string, NodeJS.Platform>> = { coreml: 'darwin', directml: 'win32' };

const entry = fileURLToPath(new URL('./probe.js', import.meta.url));
/** A driver that compiles its kernels for a new GPU takes its time. */
const probeMillis = 60_000;

/** The probe, which is not asked again about a device that computed: trying starts a process. */
export function askedOnce(probe: Probe): Probe {
  const computed = new Set<Device>();
  return async (device) => {
    if (computed.has(device)) return null;
    const missing = await probe(device);
    if (missing === null) computed.add(device);
    return missing;
  };
}

const probeDevice = askedOnce(tryDevice);

async function tryDevice(device: Device): Promise<string | null> {
  const platform = onlyOn[device];
  if (platform !== undefined && platform !== process.platform)
    return `ONNX Runtime has it on ${platform} alone, this is ${process.platform}`;
  if (device.startsWith('cuda')) {
    const { name, there } = cudaLibrary();
    if (!there) return `ONNX Runtime's ${name} is not installed`;
  }
  return new Promise((resolve) => {
    execFile(process.execPath, [entry, device], { timeout: probeMillis }, (error, _stdout, stderr) =>
      resolve(error === null ? null : whyNot(stderr, error)),
    );
  });
}

/** What ONNX Runtime does not come with, beside its library; looked for first, because a process takes a quarter second. */
function cudaLibrary(): { readonly name: string; readonly there: boolean } {
  const { platform, arch } = process;
  const name = platform === 'win32' ? 'onnxruntime_providers_cuda.dll' : 'libonnxruntime_providers_cuda.so';
  const main = createRequire(import.meta.url).resolve('onnxruntime-node');
  return { name, there: existsSync(join(dirname(main), '..', 'bin', 'napi-v6', platform, arch, name)) };
}

/** The most telling line that the process left: which library could not be opened, else its last words. */
export function whyNot(stderr: string, { signal, code }: Pick<ExecFileException, 'signal' | 'code'>): string {
  const library = /([\w.+-]+\.(?:so[.\d]*|dll|dylib)): cannot open shared object file/.exec(stderr)?.[1];
  if (library !== undefined) return `the library ${library} is not installed, or not on LD_LIBRARY_PATH`;
  const failed = /^failed: (.*(?:\n.*)*)/m.exec(stderr)?.[1];
  const words = failed?.replaceAll(/\s+/g, ' ').trim().replace(/\.$/, '').slice(-200);
  return words ?? `the process that tried it ended with ${signal ?? `code ${code}`}`;
}
