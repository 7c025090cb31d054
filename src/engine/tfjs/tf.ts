/**
 * The importer of TensorFlow.js. The WASM backend comes with it, native ones are loaded by name (backend.ts). The gradients of
 * its operations come with the layers API: core alone registers none.
 */
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-wasm';
import '@tensorflow/tfjs-layers';

export { tf };
