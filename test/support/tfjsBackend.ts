/** The backend that TensorFlow.js's tests run on: WASM, or what `npm run test:tfjs-native` names. */
import { backendNames, chooseBackend, type BackendName } from '../../src/engine/tfjs/backend.ts';

const named = process.env['CAMLINE_TEST_TFJS'] ?? 'wasm';
const found = backendNames.find((name) => name === named);
if (found === undefined)
  throw new Error(`Expected CAMLINE_TEST_TFJS to be one of ${backendNames.join(', ')}.`);

export const tfjsBackend: BackendName = found;

export const useTfjsBackend = async (): Promise<void> => {
  await chooseBackend(tfjsBackend);
};
