/**
 * docs/methods.md, from the registry.
 *
 * @typedef {import('../../src/methods/method.ts').Method} Method
 */

const kinds = {
  layer: 'Class activation maps of a layer',
  network: 'Maps of the whole network',
  attribution: 'Attributions of the pixels',
};

const intro = `# Methods

Every method there is, as \`camline methods\` lists them; made by \`npm run docs\`. Pictures: EfficientNet-Lite0 on \`samples/chelsea.jpg\`, class "tiger cat", maps of a layer at \`head\`.

In formulas A is the layer's activations, G the gradients of the class's logit z with respect to A, H the Hessian, w_k the weight of channel k, M the map before it is cut at zero and scaled to 0..1, x the image.
`;

/**
 * @param {readonly Method[]} methods
 * @param {Readonly<Record<string, string>>} needWords
 * @param {(id: string) => boolean} pictured whether docs/methods/ID.jpg is there
 */
export function methodsPage(methods, needWords, pictured) {
  const sections = Object.entries(kinds).flatMap(([kind, title]) => [
    `## ${title}\n`,
    ...methods
      .filter((method) => method.kind === kind)
      .map((method) => section(method, needWords, pictured(method.id))),
  ]);
  return [intro, ...sections].join('\n');
}

/**
 * @param {Method} method
 * @param {Readonly<Record<string, string>>} needWords
 * @param {boolean} pictured
 */
function section({ name, id, title, paper, url, formula, needs }, needWords, pictured) {
  const needed = needs.map((need) => `${need} (${needWords[need]})`).join('; ');
  return [
    `### ${title}\n`,
    `\`--methods ${name}\`. [${paper}](${url}).\n`,
    `\`${formula}\`\n`,
    `Needs, beside the forward pass: ${needed || 'nothing'}.\n`,
    pictured
      ? `![${title}](methods/${id}.jpg)\n`
      : 'No picture: this network has no ReLU to guide gradients through.\n',
  ].join('\n');
}
