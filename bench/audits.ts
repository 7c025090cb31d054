/**
 * The power of audits: over many seeds, how often nights are told apart of which is known what changed. For each seed
 * bench/audits/train.py fits the last layers anew and draws 300 new images; then four nights with the default limits:
 * the baseline, (a) the same model with other threads, (b) a last layer that learned the patch in the corner, (c) one whose bias
 * was shifted towards a class. Python, `npm run peers`; about a minute a seed.
 *
 *   npm run bench -- audits [--seeds 20] [--minutes 10] [--write]
 *
 * Each seed is kept in bench/audits/results.json as soon as it is done and not done again; `--minutes`: after so many no
 * further seed is begun.
 */
import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { stringify } from 'yaml';
import { cliEntry, root, workFolder } from '../scripts/lib/paths.mjs';
import type { Night } from '../src/audit/nights/night.ts';
import { shapesAudit, writeShapes } from '../test/support/shapes.ts';
import { section, type SeedResult } from './audits/table.ts';
import { askPython } from './lib/askPython.ts';
import { count, positive } from './lib/count.ts';
import { writeSection } from './lib/writeSection.ts';

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '20' },
    minutes: { type: 'string', default: 'Infinity' },
    write: { type: 'boolean', default: false },
  },
});
const config = { ...shapesAudit, card: 'made/card.json' };

const file = join(root, 'bench', 'audits', 'results.json');
const folder = join(workFolder, 'bench', 'audits');
const end = performance.now() + positive(values.minutes, 'minutes') * 60_000;
const results = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as SeedResult[]) : [];
const left = Array.from({ length: count(values.seeds, 'seeds') }, (_, index) => index + 1).filter(
  (seed) => !results.some((result) => result.seed === seed),
);
mkdirSync(folder, { recursive: true });
for (const seed of left) {
  if (performance.now() > end) break;
  results.push(await measured(seed));
  results.sort((a, b) => a.seed - b.seed);
  writeFileSync(file, `${JSON.stringify(results, null, 1)}\n`);
  console.log(JSON.stringify(results.find((result) => result.seed === seed)));
}
console.log(section(results));
if (values.write) writeSection(join(root, 'bench', 'README.md'), 'audits', section(results));

async function measured(seed: number): Promise<SeedResult> {
  const cwd = join(folder, String(seed));
  rmSync(cwd, { recursive: true, force: true });
  const made = join(cwd, 'made');
  const networks = train(made, seed);
  await writeShapes(cwd, made);
  writeFileSync(join(cwd, 'audit.yaml'), stringify(config));
  const night = (model: string, ...more: readonly string[]): Night => {
    copyFileSync(join(made, `${model}.onnx`), join(cwd, 'model.onnx'));
    return audit(cwd, more);
  };
  night('base');
  const same = night('base', '--engine-threads', '1');
  const spurious = night('spurious');
  const shifted = night('shifted');
  const psi = shifted.checks.flatMap(({ findings }) => findings).find(({ id }) => id === 'psi');
  rmSync(cwd, { recursive: true, force: true });
  return {
    seed,
    accuracy: { base: networks.base, spurious: networks.spurious },
    psi: psi?.value ?? null,
    same: verdictsOf(same),
    spurious: verdictsOf(spurious),
    shifted: verdictsOf(shifted),
  };
}

function train(out: string, seed: number): SeedResult['accuracy'] {
  return askPython('audits/train.py', [
    out,
    String(seed),
    join(folder, 'backbone.pt'),
  ]) as SeedResult['accuracy'];
}

function audit(cwd: string, more: readonly string[]): Night {
  const args = [cliEntry, 'audit', 'run', 'audit.yaml', '--json', '--quiet', ...more];
  const { stdout, stderr } = spawnSync(process.execPath, args, {
    cwd,
    encoding: 'utf8',
    maxBuffer: 2 ** 26,
  });
  if (!stdout.startsWith('{')) throw new Error(`camline audit run said: ${stderr}`);
  return JSON.parse(stdout) as Night;
}

function verdictsOf({ checks }: Night): SeedResult['same'] {
  return Object.fromEntries(checks.map(({ name, verdict }) => [name, verdict]));
}
