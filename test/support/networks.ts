/** The networks with the reference's answers, both exports of each. */
import { existsSync } from 'node:fs';

export interface GoldenNetwork {
  readonly name: string;
  /** Folder of NAME.json and NAME.f32. */
  readonly folder: string;
  readonly files: readonly string[];
}

const small = 'test/fixtures/goldens';
const real = 'test/fixtures/real';

const pair = (name: string): GoldenNetwork => ({
  name,
  folder: small,
  files: [`${small}/${name}.onnx`, `${small}/${name}.dynamo.onnx`],
});

export const goldenNetworks: readonly GoldenNetwork[] = [
  ...['mini_resnet', 'mini_vgg'].map(pair),
  {
    name: 'efficientnet_lite0',
    folder: real,
    files: ['models/efficientnet_lite0.onnx', `${real}/efficientnet_lite0.dynamo.onnx`],
  },
];

for (const { files } of goldenNetworks) {
  for (const file of files) if (!existsSync(file)) throw new Error(`Missing fixture ${file}`);
}
