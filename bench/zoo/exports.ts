/** PyTorch's exports of the selected architectures: made where they are missing, with what each attempt gave. */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { constants, setPriority } from 'node:os';
import { join } from 'node:path';
import { hasPeers, peersEnvironment, python } from '../../scripts/lib/peers.mjs';
import { root } from '../../scripts/lib/paths.mjs';
import { gate } from './measure.ts';
import { folderOf, type Architecture, type Exporter } from './table.ts';

/** What export.py says of one export. */
export interface Attempt {
  /** When, and by which version of the scripts; absent for exports of before that was kept. */
  readonly made?: { readonly date: string; readonly scripts: string; readonly torch: string };
  readonly seconds?: number;
  /** Why there is no file. */
  readonly error?: string;
  /** Why ONNX Runtime does not load the file as PyTorch wrote it. */
  readonly unusable?: string;
  /** What the export needed beyond the exporter's plain call. */
  readonly remedy?: string;
  /** Logits of ONNX Runtime on the file as it is against PyTorch's, as a share of the largest. */
  readonly difference?: number;
}

/** Throws where exports are missing and the Python environment that makes them is too. */
export async function ensureExports(
  architectures: readonly Architecture[],
  exporters: readonly Exporter[],
): Promise<void> {
  const missing = architectures.filter((each) =>
    ['reference', ...exporters].some((step) => !existsSync(join(folderOf(each), `${step}.json`))),
  );
  if (missing.length === 0) return;
  if (!hasPeers()) {
    throw new Error(
      `${missing.length} architectures are not exported yet, and PyTorch is not there to do it: run \`npm run peers\` first.`,
    );
  }
  const only = ['--only', missing.map(({ name }) => name).join(',')];
  const which = exporters.length === 1 ? ['--exporter', exporters[0]!] : [];
  const child = spawn(python, [join(root, 'bench', 'zoo', 'export.py'), ...only, ...which], {
    env: peersEnvironment(),
    stdio: ['ignore', 'inherit', 'ignore'],
  });
  if (child.pid !== undefined) setPriority(child.pid, constants.priority.PRIORITY_BELOW_NORMAL);
  const code = await new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', resolve);
  });
  if (code !== 0) throw new Error(`bench/zoo/export.py ended with code ${String(code)}.`);
}

const attemptOf = (architecture: Architecture, step: Exporter | 'reference'): Attempt =>
  JSON.parse(readFileSync(join(folderOf(architecture), `${step}.json`), 'utf8')) as Attempt;

/** The reference and the export of one file, as a hash: made again, they are others. */
export function exportHash(architecture: Architecture, exporter: Exporter): string {
  const hash = createHash('sha256').update(JSON.stringify(architecture));
  for (const step of ['reference', exporter])
    hash.update(readFileSync(join(folderOf(architecture), `${step}.json`)));
  return hash.digest('hex').slice(0, 12);
}

/** What made PyTorch's answers; null where it was not kept yet. */
export const makerOf = (architecture: Architecture): Attempt['made'] | null =>
  existsSync(join(folderOf(architecture), 'reference.json'))
    ? (attemptOf(architecture, 'reference').made ?? null)
    : null;

/** What those who export must do so that PyTorch can; null where it can without. */
export const remedyOf = (architecture: Architecture, exporter: Exporter): string | null =>
  attemptOf(architecture, exporter).remedy ?? null;

/** Why the export is of no use, whoever opens it; null where it is fine. */
export function exporterFailure(architecture: Architecture, exporter: Exporter): string | null {
  const reference = attemptOf(architecture, 'reference');
  if (reference.error !== undefined) return `PyTorch cannot compute the reference: ${reference.error}`;
  const { error, unusable, difference = 0 } = attemptOf(architecture, exporter);
  if (error !== undefined) return `PyTorch cannot export it: ${error}`;
  if (unusable !== undefined) return `ONNX Runtime cannot load PyTorch's file: ${unusable}`;
  if (difference > gate)
    return `PyTorch's file computes something else: its logits differ by ${difference.toExponential(1)}`;
  return null;
}
