/** What a file is that is no ONNX model, and how to get one from it. */

interface Kind {
  /** "It looks like …" */
  readonly what: string;
  readonly advice: string;
}

interface Signature extends Kind {
  readonly matches: (head: string, size: number) => boolean;
}

const fromPyTorch =
  'Load it in Python and export the network: torch.onnx.export(net.eval(), (torch.zeros(1, 3, 224, 224),), "net.onnx").';
const fromTensorFlow =
  'Convert it: python -m tf2onnx.convert --saved-model FOLDER --output net.onnx (in Keras 3: net.export("net.onnx", format="onnx")).';
const fromKeras =
  'Convert it: python -m tf2onnx.convert --keras net.h5 --output net.onnx (in Keras 3: keras.models.load_model("net.h5").export("net.onnx", format="onnx")).';
const unpack = 'Unpack it and name the .onnx file inside.';
const download = 'Fetch the file itself; a link to a page about it gives the page.';

const startsWith =
  (...prefixes: readonly string[]) =>
  (head: string): boolean =>
    prefixes.some((prefix) => head.startsWith(prefix));
const at =
  (offset: number, text: string) =>
  (head: string): boolean =>
    head.startsWith(text, offset);
const contains =
  (...texts: readonly string[]) =>
  (head: string): boolean =>
    texts.some((text) => head.includes(text));

/** The first that matches counts. Bytes as latin-1. */
const signatures: readonly Signature[] = [
  { what: 'an empty file', advice: 'Copy or export it again.', matches: (_head, size) => size === 0 },
  {
    what: 'a Git LFS pointer in place of the file',
    advice: 'Fetch the file with git lfs pull.',
    matches: startsWith('version https://git-lfs'),
  },
  {
    what: 'a web page',
    advice: download,
    matches: (head) => /^\s*<(!doctype html|html|head|body)/i.test(head),
  },
  {
    what: 'XML',
    advice: 'OpenVINO keeps networks so; export the original one to ONNX.',
    matches: (head) => /^\s*<\?xml/.test(head),
  },
  {
    what: 'a PyTorch file (.pt, .pth: torch.save or torch.jit.save)',
    advice: fromPyTorch,
    matches: (head) => isZip(head) && contains('data.pkl', '/data/', 'constants.pkl')(head),
  },
  {
    what: 'a Keras file (.keras)',
    advice: fromKeras.replaceAll('net.h5', 'net.keras'),
    matches: (head) => isZip(head) && contains('config.json', 'model.weights.h5')(head),
  },
  { what: 'a zip archive', advice: unpack, matches: (head) => isZip(head) },
  {
    what: 'a Python pickle (an old PyTorch file, or scikit-learn)',
    advice: fromPyTorch,
    matches: startsWith('\x80\x02', '\x80\x03', '\x80\x04', '\x80\x05'),
  },
  {
    what: 'safetensors, which hold weights without the network',
    advice: `Load them into the network that they belong to. ${fromPyTorch}`,
    matches: isSafetensors,
  },
  { what: 'HDF5 (Keras, .h5)', advice: fromKeras, matches: startsWith('\x89HDF\r\n\x1a\n') },
  {
    what: 'a TensorFlow Lite model',
    advice: 'Convert it: python -m tf2onnx.convert --tflite net.tflite --output net.onnx.',
    matches: at(4, 'TFL3'),
  },
  {
    what: "ONNX Runtime's own format (.ort)",
    advice: 'Use the .onnx file that it was made from.',
    matches: at(4, 'ORTM'),
  },
  { what: 'GGUF, which holds language models', advice: fromPyTorch, matches: startsWith('GGUF') },
  {
    what: 'a NumPy array',
    advice: 'Expected a whole network, exported to ONNX.',
    matches: startsWith('\x93NUMPY'),
  },
  {
    what: 'a compressed archive',
    advice: unpack,
    matches: startsWith('\x1f\x8b', 'BZh', '\xfd7zXZ', '\x28\xb5\x2f\xfd', '7z\xbc\xaf'),
  },
  { what: 'a tar archive', advice: unpack, matches: at(257, 'ustar') },
  {
    what: 'an image',
    advice: 'Expected a network; give images as the images to explain.',
    matches: startsWith('\x89PNG', '\xff\xd8\xff', 'GIF8'),
  },
  {
    what: 'JSON',
    advice: 'TensorFlow.js keeps networks so; give the ONNX export of the original one.',
    matches: (head) => /^\s*[{[]\s*["\]}]/.test(head),
  },
  {
    what: 'a TensorFlow graph',
    advice: fromTensorFlow,
    matches: contains('Placeholder', 'saved_model_main_op', 'serving_default'),
  },
  {
    what: 'nothing but zeros, as an unfinished download leaves them',
    advice: 'Copy it again.',
    matches: (head) => /^\0+$/.test(head),
  },
  { what: 'text', advice: download, matches: (head) => /^[\t\n\r\x20-\x7e]+$/.test(head) },
];

/** How much of a file is looked at. */
const headBytes = 4096;

const isZip = startsWith('PK\x03\x04');

/** Eight bytes of length, then that much JSON. */
function isSafetensors(head: string, size: number): boolean {
  if (!/^.{8}\{\s*"/s.test(head)) return false;
  const length = Buffer.from(head.slice(0, 8), 'latin1').readBigUInt64LE();
  return length > 0n && length <= BigInt(size - 8);
}

/** Null where nothing known fits. */
export function looksLike(bytes: Uint8Array): Kind | null {
  const head = Buffer.from(bytes.subarray(0, headBytes)).toString('latin1');
  return signatures.find(({ matches }) => matches(head, bytes.length)) ?? null;
}
