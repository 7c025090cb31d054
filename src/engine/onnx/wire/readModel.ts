/** The only way from a file to a graph, and the only reader of model files. */
import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { fromBinary } from '@bufbuild/protobuf';
import { ModelProtoSchema, type GraphProto, type ModelProto } from 'onnx-buf';
import { CamlineError } from '../../../errors.ts';
import type { Graph } from '../ir/graph.ts';
import { safeNumber } from '../ir/integers.ts';
import { readExternalFiles, tooLarge, type ExternalFile } from './externalData.ts';
import { invalidModel } from './invalid.ts';
import { readGraph, tensorsOf, type DeclaredInput } from './readGraph.ts';
import { externalLocation } from './readTensor.ts';

export interface FileFacts {
  readonly path: string;
  /** Hex, over the model file and its external data in the order in which the model names them. */
  readonly sha256: string;
  /** "pytorch 2.14.1" */
  readonly exporter: string;
  readonly opset: number;
  readonly inputs: readonly DeclaredInput[];
}

export interface ModelFile {
  readonly graph: Graph;
  readonly facts: FileFacts;
}

/** A protobuf message cannot be larger. */
const largestModelBytes = 2 ** 31 - 1;

/**
 * Decodes an ONNX file and its external data. Weights stay views into the files' bytes.
 * Throws MODEL_NOT_FOUND, MODEL_INVALID, MODEL_TOO_LARGE, MODEL_EXTERNAL_DATA or MODEL_UNSUPPORTED.
 */
export async function readModel(path: string, maxBytes = largestModelBytes): Promise<ModelFile> {
  const bytes = await readBytes(path, maxBytes);
  const model = decode(bytes, path);
  const proto = graphOf(model, path);
  const locations = tensorsOf(proto)
    .map(externalLocation)
    .filter((location) => location !== null);
  const files = await readExternalFiles(path, locations, maxBytes - bytes.length);
  const content = readGraph(proto, {
    modelPath: path,
    files: new Map(files.map((file) => [file.location, file.bytes])),
  });
  const { producerName, producerVersion } = model;
  return {
    graph: content.graph,
    facts: {
      path,
      sha256: hashOf(bytes, files),
      exporter: [producerName || 'unknown exporter', producerVersion].filter(Boolean).join(' '),
      opset: opsetOf(model, path),
      inputs: content.inputs,
    },
  };
}

async function readBytes(path: string, maxBytes: number): Promise<Uint8Array> {
  try {
    const { size } = await stat(path);
    if (size > maxBytes) throw tooLarge(path);
    return await readFile(path);
  } catch (cause) {
    if (cause instanceof CamlineError) throw cause;
    const reason =
      (cause as NodeJS.ErrnoException).code === 'ENOENT' ? 'no such file' : (cause as Error).message;
    throw new CamlineError('MODEL_NOT_FOUND', `Cannot read the model ${path}: ${reason}.`, { cause });
  }
}

function decode(bytes: Uint8Array, path: string): ModelProto {
  try {
    return fromBinary(ModelProtoSchema, bytes, { readUnknownFields: false });
  } catch (cause) {
    throw invalidModel(
      path,
      `its bytes are cut short or something else (${(cause as Error).message}).`,
      cause,
    );
  }
}

function graphOf(model: ModelProto, path: string): GraphProto {
  const { graph, functions } = model;
  if (graph === undefined || graph.node.length === 0) throw invalidModel(path, 'it holds no graph.');
  const called = functions.find(({ domain, name }) =>
    graph.node.some((node) => node.opType === name && node.domain === domain),
  );
  if (called === undefined) return graph;
  throw new CamlineError(
    'MODEL_UNSUPPORTED',
    `${path} calls the local function "${called.domain}.${called.name}". Export it with PyTorch 2.6 or later, or ` +
      'inline its functions with onnx.inliner.inline_local_functions.',
  );
}

function opsetOf(model: ModelProto, path: string): number {
  const found = model.opsetImport.find(({ domain }) => domain === '' || domain === 'ai.onnx');
  if (found === undefined) throw invalidModel(path, 'it does not say which opset it uses.');
  return safeNumber(found.version);
}

function hashOf(bytes: Uint8Array, files: readonly ExternalFile[]): string {
  const hash = createHash('sha256').update(bytes);
  for (const file of files) hash.update(file.bytes);
  return hash.digest('hex');
}
