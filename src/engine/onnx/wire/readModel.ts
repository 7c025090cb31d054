/** The only way from a file to a graph, and the only reader of model files. */
import { createHash } from 'node:crypto';
import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, posix } from 'node:path';
import { fromBinary } from '@bufbuild/protobuf';
import { GraphProtoSchema, ModelProtoSchema, type GraphProto, type ModelProto } from 'onnx-buf';
import { CamlineError } from '../../../errors.ts';
import type { Graph } from '../ir/graph.ts';
import { safeNumber } from '../ir/integers.ts';
import { edited } from './edited.ts';
import { largestModelBytes, readExternalFiles, tooLarge, type ExternalFile } from '../../externalFiles.ts';
import { inlineFunctions } from './inlineFunctions.ts';
import { invalidModel } from './invalid.ts';
import { looksLike } from './looksLike.ts';
import { readGraph, tensorsOf, type DeclaredInput } from './readGraph.ts';
import { externalLocation, type TensorSource } from './readTensor.ts';

export interface FileFacts {
  readonly path: string;
  /** Hex, over the model file and its external data in the order in which the model names them. */
  readonly sha256: string;
  /** The model file, then its external data, each relative to the model's folder. */
  readonly files: readonly string[];
  /** Of the model file and its external data. */
  readonly bytes: number;
  /** Version of the file format. */
  readonly irVersion: number;
  /** "pytorch 2.14.1" */
  readonly exporter: string;
  readonly opset: number;
  readonly inputs: readonly DeclaredInput[];
}

export interface ModelFile {
  readonly graph: Graph;
  readonly facts: FileFacts;
}

/**
 * Decodes an ONNX file and its external data. Weights stay views into the files' bytes.
 * Throws MODEL_NOT_FOUND, MODEL_INVALID, MODEL_TOO_LARGE, MODEL_EXTERNAL_DATA or MODEL_UNSUPPORTED.
 */
export async function readModel(path: string, maxBytes = largestModelBytes): Promise<ModelFile> {
  const { bytes, model, proto, files, source } = await readMessage(path, maxBytes);
  const content = readGraph(proto, source);
  const { producerName, producerVersion } = model;
  return {
    graph: content.graph,
    facts: {
      path,
      sha256: hashOf(bytes, files),
      files: [basename(path), ...new Set(files.map(({ location }) => posix.normalize(location)))],
      bytes: files.reduce((sum, file) => sum + file.bytes.length, bytes.length),
      irVersion: safeNumber(model.irVersion),
      exporter: [producerName || 'unknown exporter', producerVersion].filter(Boolean).join(' '),
      opset: opsetOf(model, path),
      inputs: content.inputs,
    },
  };
}

/** Of the ONNX file at `path`: each file of weights once, in the order in which tensors name them. Throws as `readModel`. */
export async function externalLocations(path: string): Promise<string[]> {
  const bytes = await readBytes(path, largestModelBytes);
  return [...new Set(locationsIn(graphOf(decode(bytes, path), path)))];
}

const locationsIn = (proto: GraphProto): string[] =>
  tensorsOf(proto)
    .map(externalLocation)
    .filter((location) => location !== null);

/** The file's message as it is, its graph with local functions inlined, and its external data. Throws as `readModel` does. */
export async function readMessage(path: string, maxBytes = largestModelBytes) {
  const bytes = await readBytes(path, maxBytes);
  const model = decode(bytes, path);
  const proto = graphOf(model, path);
  const locations = locationsIn(proto);
  const files = await readExternalFiles(path, locations, maxBytes - bytes.length);
  const source: TensorSource = {
    modelPath: path,
    files: new Map(files.map((file) => [file.location, file.bytes])),
  };
  return { bytes, model, proto, files, source };
}

async function readBytes(path: string, maxBytes: number): Promise<Uint8Array> {
  try {
    const file = await stat(path);
    if (file.isDirectory()) throw await isFolder(path);
    if (!file.isFile()) throw notFound(path, 'it is no regular file');
    if (file.size > maxBytes) throw tooLarge(path);
    return await readFile(path);
  } catch (cause) {
    if (cause instanceof CamlineError) throw cause;
    const { code, message } = cause as NodeJS.ErrnoException;
    throw notFound(path, code === 'ENOENT' ? 'no such file' : message, cause);
  }
}

const notFound = (path: string, why: string, cause?: unknown): CamlineError =>
  new CamlineError('MODEL_NOT_FOUND', `Cannot read the model ${path}: ${why}.`, { cause });

async function isFolder(path: string): Promise<CamlineError> {
  const models = (await readdir(path)).filter((name) => name.endsWith('.onnx')).sort();
  const found = models.length === 0 ? 'none' : models.slice(0, 5).join(', ');
  return notFound(
    path,
    `it is a folder; name the .onnx file in it (${found}), or a folder with the model.json of TensorFlow.js`,
  );
}

function decode(bytes: Uint8Array, path: string): ModelProto {
  let model: ModelProto;
  try {
    model = fromBinary(ModelProtoSchema, bytes, { readUnknownFields: false });
  } catch (cause) {
    throw somethingElse(bytes, path, whyUnreadable((cause as Error).message));
  }
  if ((model.graph?.node.length ?? 0) > 0) return model;
  throw somethingElse(bytes, path, 'it holds no graph.');
}

const whyUnreadable = (decoder: string): string =>
  decoder.includes('recursion depth')
    ? 'its parts (branches in branches) lie more than 100 deep in each other.'
    : `its bytes are cut short or something else (${decoder}).`;

/** As the converter of TensorFlow.js names files of weights, which have no signature. */
const isShard = /shard\d+of\d+(?:\.bin)?$/i;
const shard = {
  what: 'a shard of weights of a TensorFlow.js model',
  advice: 'Name the model.json beside it.',
};

/** Says what the bytes look like, where that is known. */
function somethingElse(bytes: Uint8Array, path: string, why: string): CamlineError {
  const kind = isShard.test(path) ? shard : looksLike(bytes);
  if (kind === null) return invalidModel(path, why);
  return new CamlineError(
    'MODEL_INVALID',
    `${path} is no valid ONNX model: it looks like ${kind.what}. ${kind.advice}`,
  );
}

/** The graph, local functions inlined. */
function graphOf(model: ModelProto, path: string): GraphProto {
  const graph = model.graph!;
  return edited(GraphProtoSchema, graph, { node: inlineFunctions(model, graph.node, path) });
}

function opsetOf(model: ModelProto, path: string): number {
  const found = model.opsetImport.find(({ domain }) => domain === '' || domain === 'ai.onnx');
  if (found !== undefined) return safeNumber(found.version);
  // What is older than version 3 of the format has no place for it.
  if (model.irVersion < 3n) return 1;
  throw invalidModel(path, 'it does not say which opset it uses.');
}

function hashOf(bytes: Uint8Array, files: readonly ExternalFile[]): string {
  const hash = createHash('sha256').update(bytes);
  for (const file of files) hash.update(file.bytes);
  return hash.digest('hex');
}
