/**
 * camline against pytorch-grad-cam: the same network, photographs and cores, in turns, in one run. Each side works at its
 * own best of batch and threads; every figure stands beside the bare engine's best forward pass.
 *
 *   npm run bench -- reference [--quick] [--network resnet50] [--only gradcam,fullgrad] [--layer last|middle] [--rounds 5] [--write]
 *
 * `--quick`: two rounds, batches of 1 and 8, without the works that take the reference minutes. `--write`: the rows of this
 * run replace those of bench/reference/results.json, and the table of bench/README.md is made of all that are there.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { root, workFolder } from '../scripts/lib/paths.mjs';
import { compare, yardstickOf } from './reference/compare.ts';
import { Ours } from './reference/ours.ts';
import { Peer } from './reference/peer.ts';
import { photographs } from './reference/photographs.ts';
import { merged } from './reference/results.ts';
import type { Row, Yardstick } from './reference/row.ts';
import { headings, section, tableLine, yardstickLine } from './reference/table.ts';
import { networks, works, type Network } from './reference/works.ts';
import { writeSection } from './lib/writeSection.ts';

const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    network: { type: 'string' },
    only: { type: 'string' },
    layer: { type: 'string' },
    rounds: { type: 'string' },
    write: { type: 'boolean', default: false },
  },
});
const rounds = Number(values.rounds ?? (values.quick ? 2 : 5));
const batches = values.quick ? [1, 8] : [1, 8, 32];
const only = values.only?.split(',');
const chosenNetworks = networks.filter(({ name }) => values.network === undefined || name === values.network);
const chosenWorks = works.filter(
  ({ name, kind, layer }) =>
    (only === undefined || only.includes(name)) &&
    (values.layer === undefined || values.layer === layer) &&
    !(kind === 'perturbed' && values.quick),
);
if (chosenNetworks.length === 0 || chosenWorks.length === 0 || !(rounds >= 1)) {
  console.error(
    `Expected --network one of ${networks.map(({ name }) => name).join(', ')}, --layer last or middle, --rounds 1 or more, ` +
      `and --only methods of ${[...new Set(works.map(({ name }) => name))].join(', ')} (perturbed ones without --quick).`,
  );
  process.exit(2);
}

const folder = join(workFolder, 'bench');
mkdirSync(folder, { recursive: true });
const input = await photographs(32);
const imagesFile = join(folder, 'photographs.f32');
writeFileSync(imagesFile, new Uint8Array(input.data.buffer));

const rows: Row[] = [];
const yardsticks: Yardstick[] = [];
for (const network of chosenNetworks) await compareAll(network);
if (values.write) {
  const all = merged({ rows, yardsticks });
  const measured = networks.filter(({ name }) => all.rows.some(({ network }) => network === name));
  const tables = measured.map((network) => section(network, all.rows, all.yardsticks));
  writeSection(join(root, 'bench', 'README.md'), 'reference', tables.join('\n\n'));
}

async function compareAll(network: Network): Promise<void> {
  const peer = new Peer();
  const exported = join(folder, `${network.name}.onnx`);
  const file = network.file === null ? exported : join(root, network.file);
  await peer.call('open', { network: network.name, file: network.file === null ? exported : null });
  await peer.call('images', { file: imagesFile, shape: input.shape });
  const ours = new Ours(file, input);
  const tools = { network, ours, peer, rounds, cores: availableParallelism(), batches };
  const yardstick = await yardstickOf(tools);
  yardsticks.push(yardstick);
  console.log(`\n### ${network.title}\n\n${yardstickLine(yardstick)}\n\n${headings.join('\n')}`);
  for (const work of chosenWorks) {
    const row = await compare(work, yardstick, tools);
    rows.push(row);
    console.log(tableLine(row));
  }
  await ours.close();
  peer.close();
}
