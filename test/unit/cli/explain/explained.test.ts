import { expect, test } from 'vitest';
import { explainedPhoto } from '../../../../src/cli/explain/explained.ts';
import { flatWarning, photosJson, photosLines, photoSummary } from '../../../../src/cli/explain/summary.ts';
import type { ModelFacts } from '../../../../src/engine/engine.ts';
import type { Preprocessed } from '../../../../src/imaging/preprocess.ts';
import type { Explanation } from '../../../../src/model/types.ts';

const tensor = (values: number[], shape: number[]) => ({ data: Float32Array.from(values), shape });

/** Two classes of one photograph: a map with its left column lit (2 wide, 1 high), and an empty one. */
const explanation: Explanation = {
  method: 'gradcam',
  look: 'overlay',
  layers: ['head'],
  maps: tensor([1, 0, 0, 0], [2, 1, 2]),
  values: null,
  figures: [{}, { completenessGap: 0.25 }],
  layerMaps: tensor([1, 0], [2, 1, 1]),
  rawRange: [
    [-2, 3],
    [-1, 0],
  ],
  flat: [false, true],
  rows: [
    { image: 0, class: 1 },
    { image: 0, class: 0 },
  ],
  verdicts: [
    { figures: {}, flags: [] },
    { figures: {}, flags: [] },
  ],
  logits: tensor([0, Math.log(3)], [1, 2]),
  probabilities: tensor([0.25, 0.75], [1, 2]),
  features: null,
  classes: [[1, 0]],
};
const photo = { transform: {}, width: 20, height: 10 } as unknown as Preprocessed;
const explained = explainedPhoto(explanation, photo, ['cat', 'dog']);

test('each class has its own map and figures, classes come by probability', () => {
  expect(explained.top5.map(({ name, probability }) => [name, probability])).toEqual([
    ['dog', expect.closeTo(0.75, 6)],
    ['cat', expect.closeTo(0.25, 6)],
  ]);
  expect(explained.classes).toMatchObject([
    {
      class: { index: 1, name: 'dog' },
      flat: false,
      rawMin: -2,
      rawMax: 3,
      centerOfMass: [0.25, 0.5],
      box: [0, 0, 1, 1],
    },
    { class: { index: 0, name: 'cat' }, flat: true, rawMin: -1, rawMax: 0, centerOfMass: null, box: null },
  ]);
  expect(explained.classes.map(({ layerMap }) => [...layerMap.data])).toEqual([[1], [0]]);
});

test('the summary holds no map, and the lines tell an empty map', () => {
  const files = { overlay: 'o', heatmap: 'h', map: 'm' };
  const facts = { engine: 'onnx', engineVersion: '1', device: 'cpu', sha256: 'ab' } as unknown as ModelFacts;
  const summary = photoSummary({
    photo: 'p',
    modelPath: 'm',
    facts,
    explained,
    smoothing: { eigenSmooth: true, augSmooth: true },
    files: [files, files],
  });
  expect(summary).toMatchObject({ eigenSmooth: true, augSmooth: true });
  const fromEigencam = { ...explained, method: 'eigencam' };
  const asked = { eigenSmooth: true, augSmooth: false };
  expect(
    photoSummary({
      photo: 'p',
      modelPath: 'm',
      facts,
      explained: fromEigencam,
      smoothing: asked,
      files: [files, files],
    }),
  ).toMatchObject({ eigenSmooth: false, augSmooth: false });
  expect(JSON.stringify(summary)).not.toContain('layerMap');
  const lines = photosLines([{ summary, file: '/home/x/f.json' }], undefined, '/home/x');
  expect(lines).toContain('gradcam at head for class 1 (dog)');
  expect(lines).toContain('gradcam at head for class 0 (cat): flat, nothing speaks for it');
  expect(lines).toContain('completenessGap 0.250');
  expect(lines.at(-1)).toBe('numbers  f.json');
  const ofNetwork = { ...summary, layers: [] };
  expect(photosLines([{ summary: ofNetwork, file: 'f' }], 'g.jpg', '/')).toContain(
    'gradcam of the whole network for class 1 (dog)',
  );
  expect(flatWarning([{ summary, file: 'f' }])).toMatch(
    /^warning: flat, .*gradcam at head for class 0 \(cat\)\. /,
  );
  const shaped = { ...summary, classes: summary.classes.filter(({ flat }) => !flat) };
  expect(flatWarning([{ summary: shaped, file: 'f' }])).toBeUndefined();
  expect(photosJson([{ summary, file: 'f' }], undefined)).toEqual(summary);
  expect(
    photosJson(
      [
        { summary, file: 'f' },
        { summary, file: 'f' },
      ],
      'g.jpg',
    ),
  ).toEqual({
    explanations: [summary, summary],
    gridPicture: 'g.jpg',
  });
});
