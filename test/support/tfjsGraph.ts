/** Graph models as the converter writes them, small, for tests. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from './temporaryFolder.ts';

export interface GivenWeight {
  readonly dtype: 'float32' | 'int32';
  readonly shape: readonly number[];
  readonly values: readonly number[];
}

export interface GraphParts {
  /** Without the input "x" and the constants, which are made of `weights`. */
  readonly nodes: readonly object[];
  /** Names of nodes. */
  readonly outputs: readonly string[];
  readonly weights: Readonly<Record<string, GivenWeight>>;
  /** Of the images [n, rows, columns, channels]; default [-1, 4, 4, 2]. */
  readonly input?: readonly number[];
}

const float = { T: { type: 'DT_FLOAT' } };
const types = { float32: 'DT_FLOAT', int32: 'DT_INT32' } as const;

export const node = (op: string, name: string, input: readonly string[], attr: object = {}): object => ({
  name,
  op,
  input,
  attr: { ...float, ...attr },
});

export const floats = (shape: readonly number[], ...values: number[]): GivenWeight => ({
  dtype: 'float32',
  shape,
  values,
});
export const ints = (...values: number[]): GivenWeight => ({
  dtype: 'int32',
  shape: [values.length],
  values,
});

/** Path of the model.json. */
export function saveGraph({ nodes, outputs, weights, input = [-1, 4, 4, 2] }: GraphParts): string {
  const folder = temporaryFolder();
  const shape = { shape: { dim: input.map((size) => ({ size: String(size) })) } };
  const placeholder = { name: 'x', op: 'Placeholder', attr: { dtype: { type: 'DT_FLOAT' }, shape } };
  const constants = Object.entries(weights).map(([name, { dtype }]) => ({
    name,
    op: 'Const',
    attr: { dtype: { type: types[dtype] } },
  }));
  const specs = Object.entries(weights).map(([name, { dtype, shape: dims }]) => ({
    name,
    shape: dims,
    dtype,
  }));
  const bytes = Object.values(weights).map(({ dtype, values }) => {
    const { buffer } = dtype === 'float32' ? Float32Array.from(values) : Int32Array.from(values);
    return new Uint8Array(buffer);
  });
  writeFileSync(join(folder, 'weights.bin'), Buffer.concat(bytes));
  const json = {
    format: 'graph-model',
    modelTopology: { versions: { producer: 1 }, node: [placeholder, ...constants, ...nodes] },
    signature: { outputs: Object.fromEntries(outputs.map((name) => [name, { name: `${name}:0` }])) },
    weightsManifest: [{ paths: ['weights.bin'], weights: specs }],
  };
  writeFileSync(join(folder, 'model.json'), JSON.stringify(json));
  return join(folder, 'model.json');
}
