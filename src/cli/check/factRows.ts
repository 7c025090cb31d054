import type { CheckReport } from '../../check/report.ts';
import type { ModelFacts, SourceFacts } from '../../engine/engine.ts';

/** What the model is, as label and text. Pure. */
export function factRows(facts: ModelFacts, report: CheckReport): (readonly [label: string, text: string])[] {
  const { source } = facts;
  return [
    ['written by', facts.exporter],
    ...(source === undefined ? [] : fileRows(facts, source)),
    ['batch', batchText(facts)],
    ['scores', scoresText(facts)],
    ['layers', layersText(report)],
    ['engine', `${engineNames[facts.engine]} ${facts.engineVersion}, ${facts.device}`],
    ...facts.notes.map((note) => ['note', note] as const),
  ];
}

const engineNames = { onnx: 'ONNX Runtime', tfjs: 'TensorFlow.js' } as const;

function fileRows(
  { opset, sha256, input, files: names }: ModelFacts,
  source: SourceFacts,
): (readonly [string, string])[] {
  const [channels, rows, columns] = input;
  const size = source.layout === 'channelsFirst' ? [channels, rows, columns] : [rows, columns, channels];
  const order = source.layout === 'channelsFirst' ? 'channels first' : 'channels last (NHWC; turned inside)';
  const files = names.length === 1 ? '' : ` in ${names.length} files`;
  return [
    ['format', opset === null ? source.format : `${source.format}, opset ${opset}`],
    ['size', `${(source.bytes / 2 ** 20).toFixed(1)} MiB${files}, SHA-256 ${sha256.slice(0, 16)}…`],
    [
      'input',
      `${source.inputType} [n, ${size.join(', ')}], ${order}${source.anySize ? '; the file takes other sizes too' : ''}`,
    ],
    [
      'outputs',
      source.outputs.map((name, index) => (index === 0 ? `"${name}" (explained)` : `"${name}"`)).join(', '),
    ],
  ];
}

function batchText({ batched, source }: ModelFacts): string {
  const fixed = source?.batch ?? null;
  if (!batched && fixed === null)
    return 'open in the file, but images go through one by one: see the note on why';
  if (!batched) return `fixed at ${fixed} in the file; images go through one by one`;
  if (fixed === null) return 'any number of images';
  return `fixed at ${fixed} in the file; opened to any number of images`;
}

function scoresText({ classCount, removedActivation, probability, source }: ModelFacts): string {
  const isSingle = source?.scores === 1;
  const whence = isSingle
    ? 'of the one score z in the file: -z for class 0, z for class 1'
    : 'as the file gives them';
  const cut =
    removedActivation === null
      ? whence
      : `${removedActivation} cut off the end${isSingle ? `, ${whence}` : ''}`;
  return `${classCount} logits, ${cut}; probabilities by ${probability}`;
}

function layersText(report: CheckReport): string {
  const { layerCount, mapCount, defaultLayer, withoutLayer, unusableDefault, checkedLayers } = report;
  const count = `${layerCount} tensors, ${mapCount} of them maps`;
  if (defaultLayer === null) return `${count}; no default: ${withoutLayer}`;
  const { name, shapeText, op } = defaultLayer;
  const standard = `${count}; default: ${name} ${shapeText} (${op})`;
  if (unusableDefault === null) return standard;
  const [checked = name] = checkedLayers;
  const way =
    checked === name ? 'Name another with --layers.' : `Checked instead; ask for it: --layers ${checked}`;
  return `${standard}, which cannot be used: ${unusableDefault} ${way}`;
}
