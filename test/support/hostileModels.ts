/** Files that are no model, or one that nobody should trust; what is told about each. */
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { create, fromBinary, toBinary, type MessageInitShape } from '@bufbuild/protobuf';
import {
  FunctionProtoSchema,
  ModelProtoSchema,
  NodeProtoSchema,
  OperatorSetIdProtoSchema,
  StringStringEntryProtoSchema,
  TensorProto_DataLocation as DataLocation,
  type GraphProto,
  type ModelProto,
  type NodeProto,
} from 'onnx-buf';
import type { Graph } from '../../src/engine/onnx/ir/graph.ts';
import { bottomless, nested } from './deepModels.ts';
import { ModelBuilder, tinyClassifier } from './onnxModel.ts';

export interface HostileModel {
  readonly what: string;
  readonly code: string;
  /** What came, and what to do. */
  readonly says: RegExp;
  /** Writes the file into an empty folder; its path there. */
  readonly write: (folder: string) => string;
}

const n = { perImage: 1 };

const file =
  (bytes: Uint8Array | string, name = 'model.onnx') =>
  (folder: string): string => {
    writeFileSync(join(folder, name), bytes);
    return name;
  };

/** The smallest classifier, changed. */
function changed(
  change: (graph: GraphProto, model: ModelProto) => void,
  builder = tinyClassifier(n),
): Uint8Array {
  const model = fromBinary(ModelProtoSchema, builder.encode());
  change(model.graph!, model);
  return toBinary(ModelProtoSchema, model);
}

const node = (init: MessageInitShape<typeof NodeProtoSchema>): NodeProto => create(NodeProtoSchema, init);

/** The first weight elsewhere: `entries` say where. */
const external = (entries: Readonly<Record<string, string>>): Uint8Array =>
  changed(({ initializer: [weight] }) => {
    weight!.rawData = new Uint8Array();
    weight!.dataLocation = DataLocation.EXTERNAL;
    weight!.externalData = Object.entries(entries).map(([key, value]) =>
      create(StringStringEntryProtoSchema, { key, value }),
    );
  });

function besideIt(entries: Readonly<Record<string, string>>): (folder: string) => string {
  return (folder) => {
    mkdirSync(join(folder, 'model'));
    writeFileSync(join(folder, 'secret.bin'), new Uint8Array(432));
    symlinkSync(join(folder, 'secret.bin'), join(folder, 'model', 'link.bin'));
    writeFileSync(join(folder, 'model', 'short.bin'), new Uint8Array(100));
    return join('model', file(external(entries))(join(folder, 'model')));
  };
}

/** An operation between the pooled map and the scores. */
const within = (opType: string, init: MessageInitShape<typeof NodeProtoSchema> = {}): Uint8Array =>
  changed((graph) => {
    const last = graph.node.at(-1)!;
    graph.node.push(
      node({ opType, name: `the ${opType}`, input: [last.output[0]!], output: ['scores'], ...init }),
    );
    graph.output[0]!.name = 'scores';
  });

/** `Loop` and `Scan` hold the graph that they repeat. */
const body = { attribute: [{ name: 'body', type: 5, g: { name: 'body' } }] };

const grown = (make: (made: ModelBuilder) => ReturnType<ModelBuilder['node']>): Uint8Array =>
  tinyClassifier(n, (made, scores) =>
    made.node('Add', 'sum', [scores, made.node('ReduceMax', 'most', [make(made)], { keepdims: 0 })]),
  ).encode();

function network(make: (made: ModelBuilder) => void): Uint8Array {
  const made = new ModelBuilder();
  make(made);
  return made.encode();
}

/** Element types by ONNX's numbers. */
const [int32, string] = [6, 8];

const withInputType = (elemType: number): Uint8Array =>
  changed(({ input: [image] }) => {
    if (image!.type?.value.case === 'tensorType') image!.type.value.value.elemType = elemType;
  });

/** The model's function `f` calls `called`. */
const calling = (called: string): Uint8Array =>
  changed((graph, model) => {
    graph.node[1]!.domain = 'local';
    graph.node[1]!.opType = 'f';
    const opset = create(OperatorSetIdProtoSchema, { domain: 'local', version: 1n });
    model.opsetImport.push(opset);
    const call = { opType: called, domain: 'local', input: ['a'], output: ['b'] };
    model.functions.push(
      create(FunctionProtoSchema, { name: 'f', domain: 'local', input: ['a'], output: ['b'], node: [call] }),
    );
  });

const zip = (member: string): string => `PK\x03\x04\x14\x00\x00\x00\x08\x00${'\x00'.repeat(16)}${member}`;
const latin1 = (text: string): Uint8Array => Buffer.from(text, 'latin1');

const dims = (...sizes: readonly bigint[]): Uint8Array =>
  changed(({ initializer: [weight] }) => (weight!.dims = [...sizes]));
const imageDim = (value: bigint): Uint8Array =>
  changed(({ input: [image] }) => {
    if (image!.type?.value.case !== 'tensorType') return;
    image!.type.value.value.shape!.dim[2]!.value = { case: 'dimValue', value };
  });

const large = 2 ** 20;

export const hostileModels: readonly HostileModel[] = [
  ...[
    ['an empty file', '', /an empty file\. Copy or export it again/],
    [
      'a Git LFS pointer',
      'version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 9\n',
      /Git LFS pointer .*git lfs pull/,
    ],
    ['a web page', '<!DOCTYPE html><title>404</title>', /a web page.*Fetch the file itself/],
    ['torch.save', latin1(zip('archive/data.pkl')), /a PyTorch file .*torch\.onnx\.export/],
    ['a zip', latin1(zip('readme.txt')), /a zip archive.*Unpack it and name the \.onnx file/],
    ['a Keras file', latin1('\x89HDF\r\n\x1a\n\x00\x00'), /HDF5 .*tf2onnx/],
    [
      'a SavedModel',
      latin1('\x08\x01\x12\x40\x0a\x20serving_default\x00\x01'),
      /a TensorFlow graph.*tf2onnx/,
    ],
    ['noise', latin1('\xfe\x01\x02\x03\x04\x05'), /cut short or something else.*Export it again/],
    ['an empty message', latin1('\x08\x08'), /it holds no graph.*Export it again/],
    ['a bottomless message', bottomless(30_000), /more than 100 deep in each other\. Export it again/],
  ].map(([what, bytes, says]) => ({
    what: what as string,
    code: 'MODEL_INVALID',
    says: says as RegExp,
    write: file(bytes as string | Uint8Array),
  })),
  {
    what: 'a folder',
    code: 'MODEL_NOT_FOUND',
    says: /it is a folder; name the \.onnx file in it \(a\.onnx, b\.onnx\)/,
    write: (folder) => {
      mkdirSync(join(folder, 'nets'));
      for (const name of ['a.onnx', 'b.onnx']) writeFileSync(join(folder, 'nets', name), '');
      return 'nets';
    },
  },
  { what: 'nothing', code: 'MODEL_NOT_FOUND', says: /no such file/, write: () => 'gone.onnx' },
  ...Object.entries({
    'a weight of 2^62 rows': [
      dims(2n ** 62n, 3n, 3n, 3n),
      /"\/body\/conv\/Conv\.weight" has a dimension of 46/,
    ],
    'a weight of so many rows that their product overflows': [
      dims(2n ** 32n, 2n ** 32n, 3n, 3n),
      /needs \S+ bytes and has 432/,
    ],
    'a weight of -4 rows': [dims(-4n, 3n, 3n, 3n), /has a dimension of -4/],
    'a weight of another shape than its bytes': [dims(4n, 3n, 3n, 4n), /needs 576 bytes and has 432/],
    'an operation that waits for itself': [
      changed(({ node: [first] }) => (first!.input[0] = '/fc/Gemm:0')),
      /waits for its own output/,
    ],
    'an input that nothing makes': [
      changed(({ node: [first] }) => (first!.input[0] = 'elsewhere')),
      /\(Conv\) reads "elsewhere", which nothing makes/,
    ],
    'two that make the same': [
      changed(({ node: [first, second] }) => (second!.output = [...first!.output])),
      /two things make the tensor "\/body\/conv\/Conv:0"/,
    ],
    'no output': [changed((graph) => (graph.output = [])), /it has no output/],
    'no opset': [changed((_graph, model) => (model.opsetImport = [])), /does not say which opset/],
    'a function that calls itself': [calling('f'), /function "f" calls itself/],
    'an operation that nobody knows': [within('Frobnicate'), /No Op registered for Frobnicate.*check_model/],
    'weights that do not fit each other': [dims(3n, 4n, 3n, 3n), /Gemm.*4 and 3.*check_model/],
    'a hundred branches in each other': [
      changed((graph) => graph.node.push(nested(100))),
      /more than 100 deep/,
    ],
  }).map(([what, [bytes, says]]) => ({
    what,
    code: 'MODEL_INVALID',
    says: says as RegExp,
    write: file(bytes as Uint8Array),
  })),
  ...Object.entries({
    ConstantOfShape: grown((made) =>
      made.node('ConstantOfShape', 'large', [made.ints('sizes', [large, large])]),
    ),
    Expand: grown((made) =>
      made.node('Expand', 'large', [made.scalar('one', 1), made.ints('sizes', [large, large])]),
    ),
    Tile: grown((made) =>
      made.node('Tile', 'large', [made.floats('row', [1, 4]), made.ints('sizes', [large, large])]),
    ),
    Range: grown((made) =>
      made.node('Range', 'large', [made.scalar('from', 0), made.scalar('to', 2 ** 40), made.scalar('by', 1)]),
    ),
  }).map(([opType, bytes]) => ({
    what: `a ${opType} of 2^40 numbers`,
    code: 'MODEL_TOO_LARGE',
    says: new RegExp(`node "large" \\(${opType}\\) would make .*up to 268435456 numbers an image`),
    write: file(bytes),
  })),
  {
    what: 'images of 2^40 rows',
    code: 'MODEL_TOO_LARGE',
    says: /takes images "x" \[.*1099511627776, 8\]; up to .*smaller images/,
    write: file(imageDim(2n ** 40n)),
  },
  ...Object.entries({
    'a path with ..': [
      { location: '../secret.bin' },
      /"\.\.\/secret\.bin".*Expected a file inside the model's own/,
    ],
    'an absolute path': [{ location: '/etc/passwd' }, /"\/etc\/passwd".*absolute paths, "\.\." and links/],
    'a link that leads out': [{ location: 'link.bin' }, /"link\.bin".*links that lead out are refused/],
    'a missing file': [{ location: 'gone.bin' }, /"gone\.bin", which is not beside it\. Copy that file/],
    'a place beyond the end': [
      { location: 'short.bin', offset: '96', length: '432' },
      /at bytes 96 to 528 of "short\.bin", which has 100 bytes.*copy both again/,
    ],
  }).map(([what, [entries, says]]) => ({
    what: `weights at ${what}`,
    code: 'MODEL_EXTERNAL_DATA',
    says: says as RegExp,
    write: besideIt(entries as Record<string, string>),
  })),
  {
    what: 'an input of a size below nothing',
    code: 'MODEL_INVALID',
    says: /its input "x" says a size of -8/,
    write: file(imageDim(-8n)),
  },
  {
    what: 'a truncated file of weights',
    code: 'MODEL_INVALID',
    says: /needs 432 bytes and has 100/,
    write: besideIt({ location: 'short.bin' }),
  },
  ...Object.entries({
    'a function that is not there': [calling('g'), /Operation local\.g .* is none of ONNX's own\. Export/],
    'a Loop': [within('Loop', body), /operation Loop \(node "the Loop"\) repeats .* Export it/],
    'a Scan': [within('Scan', body), /operation Scan \(node "the Scan"\) repeats .* Export it/],
    'an If that the image decides': [
      tinyClassifier(n, (made, scores) => {
        const branch = (opType: string): Graph => {
          const inside = new ModelBuilder();
          const outer = inside.graph.value('outer');
          inside.graph.inputs.push(outer);
          const made = inside.node(opType, opType, [outer]);
          return inside.gives(made).graph;
        };
        const most = made.node('ReduceMax', 'most', [scores], { keepdims: 0 });
        const isLarge = made.node('Greater', 'is large', [most, made.scalar('zero', 0)]);
        const branches = { then_branch: branch('Relu'), else_branch: branch('Abs') };
        return made.node('If', 'choice', [isLarge, scores], branches);
      }).encode(),
      /"choice" \(If\) decides by the image/,
    ],
    'two inputs': [
      network((made) => {
        const [image, mask] = [made.input('image', [n, 3, 8, 8]), made.input('mask', [n, 1, 8, 8])];
        made.gives(made.node('Flatten', 'f', [made.node('Mul', 'm', [image, mask])]));
      }),
      /Expected one float32 image input .*the graph has 2: "image" .* "mask".*Export/,
    ],
    'no input': [
      network((made) => made.gives(made.node('Relu', 'r', [made.floats('w', [1, 5])]))),
      /the graph has no input\. Export the network with the image/,
    ],
    'integers that it computes with': [withInputType(int32), /of type int32.*casts them to float32/],
    'texts in place of images': [withInputType(string), /of type string/],
    'a detector, several outputs and no class scores': [
      network((made) => {
        const map = made.conv('conv', made.input('x', [n, 3, 8, 8]), [3, 4]);
        const boxes = made.node('Reshape', 'boxes', [map, made.ints('sizes', [0, -1, 4])]);
        made.gives(boxes, made.node('Relu', 'masks', [map]));
      }),
      /"boxes:0" .*"masks:0"/,
    ],
  }).map(([what, [bytes, says]]) => ({
    what,
    code: 'MODEL_UNSUPPORTED',
    says: says as RegExp,
    write: file(bytes as Uint8Array),
  })),
  ...Array.from({ length: 19 }, (_, part) => ({
    what: `${part + 1} twentieths of a file`,
    code: 'MODEL_INVALID',
    says: /no valid ONNX model: .*Export it again, or copy it again/,
    write: (folder: string) => {
      const whole = tinyClassifier(n).encode();
      return file(whole.subarray(0, Math.floor((whole.length * (part + 1)) / 20)))(folder);
    },
  })),
];
