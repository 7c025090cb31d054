/**
 * docs/methods.md, from the registry and the differences.
 *
 * @typedef {import('../../src/methods/method.ts').Method} Method
 */
import { referenceDifferences } from './referenceDifferences.mjs';

const kinds = {
  layer: 'Class activation maps of a layer',
  network: 'Maps of the whole network',
  attribution: 'Attributions of the pixels',
};

const intro = `# Methods

Every method there is, as \`camline methods\` lists them; made by \`npm run docs\`. Pictures: EfficientNet-Lite0 on \`samples/chelsea.jpg\`, class "tiger cat", maps of a layer at \`head\`.

In formulas A is the layer's activations, G the gradients of the class's logit z with respect to A, H the Hessian, w_k the weight of channel k, M the map before it is cut at zero and scaled to 0..1, x the image.

Options of every map of a layer: several \`--layers\` are fused (the mean of the finished maps; RefineCAM multiplies them); \`--eigen-smooth\` takes the first principal component of w_k A_k in place of the sum; \`--aug-smooth\` is the mean over six passes, flipped and not, by 0.9, 1 and 1.1.

## How a map becomes a picture

Maps of a layer and of the network are painted over the photograph (JET, as OpenCV has it). Attributions of pixels are shown in grey: the sum of absolute values over colours, up to the 99th percentile. Guided backpropagation and Guided Grad-CAM keep their signs and colours around middle grey, as the reference library shows them. Occlusion and RISE have one value a pixel and are painted over the photograph from their smallest value on: RISE's scores of masked images stand on a pedestal that says nothing of where. The numbers beside the picture (\`.values.npy\`, \`values\` in the library) are left as the formula gives them.
`;

const differencesIntro = `## Where camline differs from pytorch-grad-cam on purpose

Everywhere else the maps are held to pytorch-grad-cam's, 1e-4 at most apart (\`npm test -- test/goldens\`, which also lists every case that floating-point noise keeps from it).
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
  return [intro, differences(methods), ...sections].join('\n');
}

/** @param {readonly Method[]} methods */
function differences(methods) {
  /** @param {string} name */
  const titleOf = (name) => methods.find((method) => method.name === name)?.title;
  const items = referenceDifferences.map(({ methods: names, options, text }) => {
    const about = [...names.map(titleOf), ...(options === undefined ? [] : [options])].join(', ');
    return `- **${about}.** ${text}`;
  });
  return `${differencesIntro}\n${items.join('\n')}\n`;
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
