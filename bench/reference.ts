/**
 * camline against pytorch-grad-cam: the same network, photographs and cores, in turns, in one run. Each side works at its
 * own best of batch and threads; every figure stands beside the bare engine's best forward pass.
 *
 *   npm run bench -- reference [--quick] [--network resnet50] [--only gradcam,fullgrad] [--layer last|middle] [--rounds 5]
 *                              [--write] [--resume] [--minutes 4]
 *
 * `--quick`: two rounds, batches of 1 and 8, without the works that take the reference minutes. `--write`: each row, as soon as
 * it is measured, replaces that of bench/reference/results.json, and the tables of bench/README.md are made of all that are
 * there. `--resume`: works that were measured in the last twelve hours are left out. `--minutes`: after so many no further work
 * is begun. The whole table in pieces: `npm run bench -- reference --write --resume --minutes 3` until it says that none is left.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { root, workFolder } from '../scripts/lib/paths.mjs';
import { count, positive } from './lib/count.ts';
import { compare, yardstickOf } from './reference/compare.ts';
import { Ours } from './reference/ours.ts';
import { Peer } from './reference/peer.ts';
import { photographs } from './reference/photographs.ts';
import { keyOf, Results } from './reference/results.ts';
import { headings, tableLine, yardstickLine } from './reference/table.ts';
import { networks, works, type Network, type Work } from './reference/works.ts';

const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    network: { type: 'string' },
    only: { type: 'string' },
    layer: { type: 'string' },
    rounds: { type: 'string' },
    write: { type: 'boolean', default: false },
    resume: { type: 'boolean', default: false },
    minutes: { type: 'string', default: 'Infinity' },
  },
});
const rounds = count(values.rounds ?? (values.quick ? '2' : '5'), 'rounds');
const minutes = positive(values.minutes, 'minutes');
const batches = values.quick ? [1, 8] : [1, 8, 32];
const only = values.only?.split(',');
const chosenNetworks = networks.filter(({ name }) => values.network === undefined || name === values.network);
const chosenWorks = works.filter(
  ({ name, kind, layer }) =>
    (only === undefined || only.includes(name)) &&
    (values.layer === undefined || values.layer === layer) &&
    !(kind === 'perturbed' && values.quick),
);
if (chosenNetworks.length === 0 || chosenWorks.length === 0) {
  console.error(
    `Expected --network one of ${networks.map(({ name }) => name).join(', ')}, --layer last or middle, ` +
      `and --only methods of ${[...new Set(works.map(({ name }) => name))].join(', ')} (perturbed ones without --quick).`,
  );
  process.exit(2);
}

/** Those of `--resume`. */
const freshHours = 12;
const end = performance.now() + minutes * 60_000;
const results = new Results();
const fresh = values.resume ? results.fresh(freshHours) : { rows: [], yardsticks: [] };
const done = new Set(fresh.rows.map(keyOf));
const workKey = (network: Network, { name, layer }: Work): string =>
  keyOf({ network: network.name, method: name, layer: network[layer] });

const folder = join(workFolder, 'bench');
mkdirSync(folder, { recursive: true });
const input = await photographs(32);
const imagesFile = join(folder, 'photographs.f32');
writeFileSync(imagesFile, new Uint8Array(input.data.buffer));

let left = 0;
for (const network of chosenNetworks) {
  const open = chosenWorks.filter((work) => !done.has(workKey(network, work)));
  left += open.length === 0 ? 0 : await compareAll(network, open);
}
console.log(left === 0 ? '\nNone is left.' : `\n${left} left: run it again with --write --resume.`);

/** How many of the works were not begun. */
async function compareAll(network: Network, open: readonly Work[]): Promise<number> {
  if (performance.now() > end) return open.length;
  const peer = new Peer();
  const exported = join(folder, `${network.name}.onnx`);
  const file = network.file === null ? exported : join(root, network.file);
  await peer.call('open', { network: network.name, file: network.file === null ? exported : null });
  await peer.call('images', { file: imagesFile, shape: input.shape });
  const ours = new Ours(file, input);
  const tools = { network, ours, peer, rounds, cores: availableParallelism(), batches };
  const known = fresh.yardsticks.find((each) => each.network === network.name);
  const yardstick = known ?? (await yardstickOf(tools));
  if (values.write) results.add({ yardsticks: [yardstick] });
  console.log(`\n### ${network.title}\n\n${yardstickLine(yardstick)}\n\n${headings.join('\n')}`);
  let begun = 0;
  for (const work of open) {
    if (performance.now() > end) break;
    const row = await compare(work, yardstick, tools);
    if (values.write) results.add({ rows: [row] });
    console.log(tableLine(row));
    begun++;
  }
  await ours.close();
  peer.close();
  return open.length - begun;
}
