import { env } from 'onnxruntime-node';

/** Version of onnxruntime-node, for the record. */
export const runtimeVersion = env.versions.node ?? env.versions.common;
