/** The table of what is looked at; a new need of camline is one entry. */
import { execFile } from 'node:child_process';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { availableParallelism, freemem, tmpdir, totalmem } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import type { Device } from '../../config/device.ts';
import { quietTensorFlow, refuseTelemetry } from '../../config/environment.ts';
import type { Settings } from '../../config/settings.ts';
import { withoutCredentials } from '../../config/withoutCredentials.ts';
import type { Check } from './check.ts';

const oldestNode = [20, 19] as const;

/** Devices of one operating system. */
const ofPlatform = [
  { name: 'CoreML', device: 'coreml', platform: 'darwin' },
  { name: 'DirectML', device: 'directml', platform: 'win32' },
] as const;

/** @param settings some change what is needed: the home folder, a Redis */
export const checks = (settings: Settings): readonly Check[] => [
  {
    name: 'Node.js',
    neededFor: 'everything',
    required: true,
    find: () => nodeVersion(process.versions.node),
  },
  { name: 'cores', neededFor: 'speed', required: false, find: () => `${availableParallelism()}` },
  { name: 'memory', neededFor: 'large networks', required: false, find: memoryText },
  { name: 'ONNX Runtime', neededFor: 'ONNX models', required: true, find: onnxRuntime },
  {
    name: 'CUDA',
    neededFor: '--device cuda; see Devices in the README',
    required: settings.device.startsWith('cuda'),
    find: () => device(settings.device.startsWith('cuda:') ? (settings.device as Device) : 'cuda:0'),
  },
  {
    name: 'WebGPU',
    neededFor: '--device webgpu',
    required: settings.device === 'webgpu',
    find: () => device('webgpu'),
  },
  ...ofPlatform
    .filter((each) => each.platform === process.platform || settings.device === each.device)
    .map(({ name, device: wanted }) => ({
      name,
      neededFor: `--device ${wanted}`,
      required: settings.device === wanted,
      find: () => device(wanted),
    })),
  { name: 'TensorFlow.js', neededFor: 'TensorFlow.js models', required: false, find: tensorFlow },
  { name: 'sharp', neededFor: 'reading photographs, drawing heatmaps', required: true, find: imageLibrary },
  {
    name: 'embedded queue',
    neededFor: 'runs without a Redis',
    required: settings.redisUrl === undefined,
    find: embeddedQueue,
  },
  redisCheck(settings),
  {
    name: 'S3',
    neededFor: 's3:// sources and results; see Settings in the README',
    required: settings.s3Endpoint !== undefined,
    find: s3Server,
  },
  {
    name: 'write access',
    neededFor: 'the embedded queue of runs started here; CAMLINE_HOME names another folder',
    required: settings.redisUrl === undefined,
    find: () => writableFolder(settings.home),
  },
];

/** Throws where the version is too old. */
export function nodeVersion(version: string): string {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [oldestMajor, oldestMinor] = oldestNode;
  if (major > oldestMajor || (major === oldestMajor && minor >= oldestMinor)) return version;
  throw new Error(`${version} is older than ${oldestNode.join('.')}`);
}

const gibibytes = (bytes: number): string => `${(bytes / 2 ** 30).toFixed(1)} GiB`;

const memoryText = (): string => `${gibibytes(totalmem())}, ${gibibytes(freemem())} free`;

async function onnxRuntime(): Promise<string> {
  refuseTelemetry();
  const { runtimeInfo } = await import('../../engine/onnx/runtimeInfo.ts');
  const { version, providers, separate } = runtimeInfo();
  const more = separate.length > 0 ? `; not bundled: ${separate.join(', ')}` : '';
  return `${version}, providers: ${providers.join(', ')}${more}`;
}

/** Computes on it. */
async function device(wanted: Device): Promise<string> {
  const { missingFor } = await import('../../engine/onnx/sessions/chooseDevice.ts');
  const missing = await missingFor(wanted);
  if (missing !== null) throw new Error(missing);
  return `${wanted} computes`;
}

/** The backend that models would run on, and what a faster one lacks. */
async function tensorFlow(): Promise<string> {
  quietTensorFlow();
  const { chooseBackend } = await import('../../engine/tfjs/backend.ts');
  const { device, version, notes, notInstalled } = await chooseBackend('auto');
  const faster = notInstalled.length > 0 ? [`faster, not installed: ${notInstalled.join(', ')}`] : [];
  return [`${version} on ${device}`, ...faster, ...notes].join('; ');
}

/** One pixel there and back. */
async function imageLibrary(): Promise<string> {
  const { sharp } = await import('../../imaging/sharp.ts');
  const pixel = { width: 1, height: 1, channels: 3, background: 'red' } as const;
  const png = await sharp({ create: pixel }).png().toBuffer();
  await sharp(png).raw().toBuffer();
  return `${sharp.versions.sharp ?? 'of unknown version'}, libvips ${sharp.versions.vips}`;
}

/** Opens one in a folder of its own and takes it away again. */
async function embeddedQueue(): Promise<string> {
  const { openQueues } = await import('../../queue/openQueues.ts');
  const home = await mkdtemp(join(tmpdir(), 'camline-doctor-'));
  try {
    const queues = await openQueues({ home });
    await queues.close();
    return 'opens';
  } finally {
    await rm(home, { recursive: true, force: true });
  }
}

async function s3Server(): Promise<string> {
  const { examineS3 } = await import('../../storage/s3/examine.ts');
  return examineS3();
}

function redisCheck({ redisUrl, home }: Settings): Check {
  if (redisUrl === undefined) {
    return {
      name: 'redis-server',
      neededFor: 'several machines on one run (set CAMLINE_REDIS_URL)',
      required: false,
      find: () => versionOf('redis-server'),
    };
  }
  return {
    name: 'Redis',
    neededFor: 'the queue that CAMLINE_REDIS_URL names',
    required: true,
    find: async () => {
      const { openQueues } = await import('../../queue/openQueues.ts');
      await (await openQueues({ home, redisUrl })).close();
      return `${withoutCredentials(redisUrl)} answers`;
    },
  };
}

/** What the program says about its version. Throws where the search path does not hold it. */
export async function versionOf(program: string): Promise<string> {
  try {
    const { stdout } = await promisify(execFile)(program, ['--version']);
    return /\d+\.\d+[.\d]*/.exec(stdout)?.[0] ?? stdout.trim();
  } catch (cause) {
    throw new Error(`no ${program} on the search path`, { cause });
  }
}

/** The folder, or the nearest one above it that is there, must take a new folder; it is taken away again. */
export async function writableFolder(folder: string): Promise<string> {
  const absolute = resolve(folder);
  const there = await nearestThere(absolute);
  if (!(await stat(there)).isDirectory()) throw new Error(`${there} is a file`);
  const probe = await mkdtemp(join(there, '.camline-doctor-')).catch((cause: NodeJS.ErrnoException) => {
    throw new Error(`${there} takes no new folders (${cause.code ?? cause.message})`, { cause });
  });
  await rm(probe, { recursive: true });
  return there === absolute ? `${absolute} is writable` : `${absolute} can be made`;
}

async function nearestThere(path: string): Promise<string> {
  const there = await stat(path).then(
    () => true,
    (error: NodeJS.ErrnoException) => error.code !== 'ENOENT' && error.code !== 'ENOTDIR',
  );
  return there || dirname(path) === path ? path : nearestThere(dirname(path));
}
