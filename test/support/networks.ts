/** The networks with the reference's answers, every export of each. */
import { existsSync } from 'node:fs';

export interface GoldenNetwork {
  readonly name: string;
  /** Folder of NAME.json and NAME.f32.gz. */
  readonly folder: string;
  readonly files: readonly string[];
}

const small = 'test/fixtures/goldens';
const real = 'test/fixtures/real';
const keras = 'test/fixtures/tf';

const bothExports = (name: string): GoldenNetwork => ({
  name,
  folder: small,
  files: [`${small}/${name}.onnx`, `${small}/${name}.dynamo.onnx`],
});
const fromKeras = (name: string): GoldenNetwork => ({
  name,
  folder: keras,
  files: ['.onnx', '/layers/model.json', '/graph/model.json'].map((end) => `${keras}/${name}${end}`),
});

export const goldenNetworks: readonly GoldenNetwork[] = [
  ...[
    'mini_resnet',
    'mini_vgg',
    'mini_densenet',
    'mini_mobilenet',
    'mini_efficientnet',
    'mini_googlenet',
    'mini_convnext',
    'mini_vit',
  ].map(bothExports),
  ...['keras_resnet', 'keras_mobilenet', 'keras_vgg'].map(fromKeras),
  {
    name: 'efficientnet_lite0',
    folder: real,
    files: ['models/efficientnet_lite0.onnx', `${real}/efficientnet_lite0.dynamo.onnx`],
  },
];

for (const { files } of goldenNetworks) {
  for (const file of files) if (!existsSync(file)) throw new Error(`Missing fixture ${file}`);
}
