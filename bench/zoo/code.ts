/** What a result depends on besides its export: by it a kept result is known to be of this code, or of older code. */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../../scripts/lib/paths.mjs';

export interface Code {
  /** Of everything that computes or measures. */
  readonly hash: string;
  /** Day of the measurement. */
  readonly date: string;
}

/** Folders and files, from the clone's root. */
const parts = [
  'src/engine',
  'src/methods',
  'src/model',
  'src/tensor',
  ...['child', 'distances', 'measure', 'reference', 'verdict'].map((name) => `bench/zoo/${name}.ts`),
];

export function thisCode(): Code {
  return { hash: hashOfCode(), date: new Date().toISOString().slice(0, 10) };
}

function hashOfCode(): string {
  const hash = createHash('sha256');
  const { dependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    readonly dependencies: Readonly<Record<string, string>>;
  };
  hash.update(`onnxruntime-node ${dependencies['onnxruntime-node']}\n`);
  for (const file of parts.flatMap(filesOf)) hash.update(`${file}\n`).update(readFileSync(join(root, file)));
  return hash.digest('hex').slice(0, 12);
}

const filesOf = (part: string): string[] =>
  part.endsWith('.ts')
    ? [part]
    : readdirSync(join(root, part), { recursive: true, encoding: 'utf8' })
        .filter((name) => name.endsWith('.ts'))
        .toSorted()
        .map((name) => `${part}/${name}`);
