/**
 * FEATURES.md, from the tables that the engine works by and ONNX's own list of operators.
 *
 * @typedef {import('../../src/methods/method.ts').Method} Method
 * @typedef {import('../../src/engine/onnx/grad/gradRule.ts').GradRules} GradRules
 * @typedef {import('../../src/engine/onnx/passes/lifts.ts').Lift} Lift
 * @typedef {import('../../src/engine/onnx/passes/lowerings.ts').Lowering} Lowering
 * @typedef {import('../../src/engine/onnx/ir/graph.ts').Node} Node
 *
 * @typedef {object} Operator
 * @property {readonly number[]} opsets in which it came or changed
 * @property {number} [deprecated] from that opset on
 *
 * @typedef {object} Tables
 * @property {Readonly<Record<string, Operator>>} operators
 * @property {GradRules} gradRules
 * @property {Readonly<Record<string, readonly Lift[]>>} lifts
 * @property {Readonly<Record<string, Lowering>>} lowerings
 * @property {Readonly<Record<string, unknown>>} fusions
 * @property {(opType: string) => string | undefined} refusalOf why an operation is refused whatever its form
 * @property {readonly string[]} refusedInPart operations that are refused in some forms
 * @property {Readonly<Record<string, number>>} newForms refused from that opset on
 * @property {readonly Method[]} methods
 * @property {Readonly<Record<string, string>>} needWords
 *
 * @typedef {'rule' | 'zero' | 'elsewhere' | 'refused' | 'none'} Support
 * @typedef {{ readonly name: string, readonly support: Support, readonly how: string, readonly opsets: string }} Row
 */

/** What is done with operations that never reach a gradient rule. */
const elsewhere = new Map([
  ['Constant', 'read as a weight'],
  ['If', 'replaced by the branch that is taken, where neither image nor batch decides'],
  ['Shape', 'measured; folded where it does not grow with the batch'],
  ['Size', 'measured; folded where it does not grow with the batch'],
  ['Loop', undefined],
  ['Scan', undefined],
]);
const loops = 'graphs with loops have no maps; export the network without them';

const supportWords = {
  rule: 'gradient rule',
  zero: 'declared zero',
  elsewhere: 'settled before',
  refused: 'refused by name',
  none: '**no rule**',
};

const intro = `# Features

What camline does with each operator of ONNX and what each method needs: made by \`npm run docs\` from the engine's own tables.

Files of opset 7 to 23 are rewritten in opset 20 first, so that rules exist once. Then there are these cases:

- **gradient rule**: gradients flow through it (some forms may be refused where a gradient meets them, by a \`GRADIENT_MISSING\` that names the node).
- **declared zero**: constant almost everywhere, or no floating-point result: no gradient flows, by decision.
- **settled before**: gone or rewritten before a gradient could meet it.
- **refused by name**: a file that holds it does not open, and the error says what to do instead.
- **no rule**: the file opens, and maps without gradients work; so do gradients at layers behind it. A gradient that would have to pass through it is a \`GRADIENT_MISSING\` that names the node. Where its result follows from shapes and weights alone (\`Range\` and the like in shape bookkeeping) it is folded and no gradient meets it.
`;

/** @param {Tables} tables */
export function featuresPage(tables) {
  const rows = Object.keys(tables.operators).map((name) => rowOf(name, tables));
  return [
    intro,
    '## Methods\n',
    methodTable(tables),
    '\n## Operators\n',
    summary(rows, tables),
    '\n| operator | gradient | opsets |\n| --- | --- | --- |',
    ...rows.map(
      ({ name, support, how, opsets }) =>
        `| ${name} | ${supportWords[support]}${how && `: ${how}`} | ${opsets} |`,
    ),
    '\n## What has no rule\n',
    missing(rows, tables),
    '\n## Architectures\n',
    'The 92 architectures of torchvision and timm that were exported, opened and compared with PyTorch, and the list of those that do not pass, with reasons: [bench/zoo/results.md](bench/zoo/results.md).\n',
    '\n## Other domains\n',
    `\`com.microsoft\`: ${Object.keys(tables.fusions).sort().join(', ')} are written in ONNX's own operators; all others are refused by name, as are the operators of every other domain, unless the file brings them along as functions, which are inlined.\n`,
  ].join('\n');
}

/** @param {string} name @param {Tables} tables @returns {Row} */
function rowOf(name, tables) {
  return { name, ...supportOf(name, tables), opsets: opsetsOf(name, tables) };
}

/** What is refused of an operator where that is not its training mode. @type {Readonly<Record<string, string>>} */
const partsRefused = { MaxPool: 'refused where indices that count column by column are read' };

/** @param {string} name @param {Tables} tables @returns {{ support: Support, how: string }} */
function supportOf(name, { gradRules, lowerings, lifts, refusalOf, refusedInPart, newForms, operators }) {
  const refusal = refusalOf(name);
  if (refusal !== undefined) return { support: 'refused', how: refusal };
  if (elsewhere.has(name)) {
    const how = elsewhere.get(name);
    return how === undefined ? { support: 'refused', how: loops } : { support: 'elsewhere', how };
  }
  const inPart = refusedInPart.includes(name) ? (partsRefused[name] ?? 'refused in training mode') : '';
  const rule = Object.hasOwn(gradRules, name) ? gradRules[name] : undefined;
  if (rule !== undefined) return { support: rule === 'zero' ? 'zero' : 'rule', how: inPart };
  if (Object.hasOwn(lowerings, name))
    return { support: 'elsewhere', how: 'written in operators of opset 20' };
  if (Object.hasOwn(newForms, name) && Math.min(...(operators[name]?.opsets ?? [0])) >= (newForms[name] ?? 0))
    return { support: 'refused', how: 'export the network with opset 20' };
  if (operators[name]?.deprecated !== undefined && Object.hasOwn(lifts, name))
    return { support: 'elsewhere', how: 'written as its successor' };
  return { support: 'none', how: inPart };
}

/** @param {string} name @param {Tables} tables */
function opsetsOf(name, { operators, lifts, lowerings, newForms }) {
  const { opsets = [], deprecated } = operators[name] ?? {};
  const lifted = Object.hasOwn(lifts, name)
    ? (lifts[name] ?? [])
        .filter(({ below }) => below < Infinity)
        .map(({ below }) => `rewritten below ${below}`)
    : [];
  const lowered = Object.hasOwn(lowerings, name) ? [`rewritten from ${lowerings[name]?.from}`] : [];
  const refused = Object.hasOwn(newForms, name) ? [`refused from ${newForms[name]}`] : [];
  const gone = deprecated === undefined ? [] : [`deprecated in ${deprecated}`];
  return [`since ${opsets[0]}`, ...lifted, ...lowered, ...refused, ...gone].join(', ');
}

/** @param {readonly Row[]} rows @param {Tables} tables */
function summary(rows, tables) {
  /** @param {number} opset */
  const line = (opset) => {
    const there = rows.filter(({ name }) => existsIn(name, opset, tables));
    const counts = Object.entries(supportWords).map(
      ([support, words]) =>
        `${there.filter((row) => row.support === support).length} ${words.replaceAll('*', '')}`,
    );
    return `- Opset ${opset}: ${there.length} operators: ${counts.join(', ')}.`;
  };
  return [line(20), line(23)].join('\n');
}

/** @param {string} name @param {number} opset @param {Tables} tables */
function existsIn(name, opset, { operators }) {
  const { opsets = [], deprecated = Infinity } = operators[name] ?? {};
  return (
    (opsets[0] ?? Infinity) <= opset &&
    (deprecated > opset || opsets.some((each) => each > deprecated && each <= opset))
  );
}

/** @param {readonly Row[]} rows @param {Tables} tables */
function missing(rows, tables) {
  const names = rows
    .filter(({ name, support }) => support === 'none' && existsIn(name, 23, tables))
    .map(({ name }) => name);
  return `Operators of opset 20 and 23 without a rule (${names.length}): ${names.join(', ')}.`;
}

/** @param {Tables} tables */
function methodTable({ methods, needWords }) {
  const needs = Object.keys(needWords).filter((need) =>
    methods.some((method) => needsOf(method).includes(need)),
  );
  const rule = `| --- |${' --- |'.repeat(needs.length)}`;
  return [
    `| method | ${needs.join(' | ')} |`,
    rule,
    ...methods.map(
      (method) =>
        `| ${method.name} | ${needs.map((need) => (needsOf(method).includes(need) ? 'x' : '')).join(' | ')} |`,
    ),
    '',
    ...needs.map((need) => `- ${need}: ${needWords[need]}`),
    '',
    'All need the forward pass. `guidedGradients` need a network with ReLU; ablation follows from gradients where the tail is affine. `camline check MODEL` says which methods work with a file.',
  ].join('\n');
}

/** @param {Method} method @returns {readonly string[]} */
const needsOf = (method) => [
  ...method.needs,
  ...(method.kind === 'attribution' ? (method.cam?.needs ?? []) : []),
];
