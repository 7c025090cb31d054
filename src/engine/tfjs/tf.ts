/** The only importer of TensorFlow.js. The WASM backend comes with it; native ones are loaded by name (backend.ts). */
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-wasm';

export { tf };
