/**
 * camline against pytorch-grad-cam: the same network, photographs and cores, in turns, in one run. Each side works at its
 * own best of batch and threads; every figure stands beside the bare engine's best forward pass.
 *
 *   npm run bench -- reference [--quick] [--network resnet50] [--only gradcam,fullgrad] [--rounds 5] [--write]
 *
 * `--quick`: two rounds, batches of 1 and 8, without the works that take the reference minutes. `--write`: the table of bench/README.md.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { root, workFolder } from '../scripts/lib/paths.mjs';
import { compare, type Row } from './reference/compare.ts';
import { Ours } from './reference/ours.ts';
import { Peer } from './reference/peer.ts';
import { photographs } from './reference/photographs.ts';
import { headings, tableLine } from './reference/table.ts';
import { networks, works, type Network } from './reference/works.ts';
import { writeSection } from './lib/writeSection.ts';

const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    network: { type: 'string' },
    only: { type: 'string' },
    rounds: { type: 'string' },
    write: { type: 'boolean', default: false },
  },
});
const rounds = Number(values.rounds ?? (values.quick ? 2 : 5));
const batches = values.quick ? [1, 8] : [1, 8, 32];
const only = values.only?.split(',');
const chosenNetworks = networks.filter(({ name }) => values.network === undefined || name === values.network);
const chosenWorks = works.filter(
  ({ method, slow }) => (only === undefined || only.includes(method)) && !(slow && values.quick),
);
if (chosenNetworks.length === 0 || chosenWorks.length === 0) {
  console.error(
    `Expected --network one of ${networks.map(({ name }) => name).join(', ')} and --only methods of ` +
      `${[...new Set(works.map(({ method }) => method))].join(', ')}.`,
  );
  process.exit(2);
}

const folder = join(workFolder, 'bench');
mkdirSync(folder, { recursive: true });
const threads = availableParallelism();
const input = await photographs(32);
const imagesFile = join(folder, 'photographs.f32');
writeFileSync(imagesFile, new Uint8Array(input.data.buffer));

const lines: string[] = [];
for (const network of chosenNetworks) lines.push(...(await compared(network)));
if (values.write) writeSection(join(root, 'bench', 'README.md'), 'reference', lines.join('\n'));

async function compared(network: Network): Promise<string[]> {
  const peer = new Peer();
  const exported = join(folder, `${network.name}.onnx`);
  const file = network.file === null ? exported : join(root, network.file);
  const { flops } = await peer.call('open', {
    network: network.name,
    file: network.file === null ? exported : null,
  });
  await peer.call('images', { file: imagesFile, shape: input.shape });
  const ours = new Ours(file, input);
  const { flopsPerSecond } = await peer.call('peak', { threads });
  const table: string[] = [];
  const say = (line: string): void => {
    console.log(line);
    table.push(line);
  };
  say(`\n### ${network.title}, ${threads} cores, ${rounds} rounds\n`);
  for (const line of headings) say(line);
  const rows: Row[] = [];
  for (const work of chosenWorks) {
    const row = await compare(network, work, { ours, peer, rounds, threads, batches });
    rows.push(row);
    say(tableLine(row));
  }
  const { bare, theirForward } = rows.at(-1)!;
  say(
    `\nForward pass: bare ONNX Runtime ${ms(bare.seconds)} ms an image (batch ${bare.setting.batch}, ` +
      `${bare.setting.threads} threads), ${gflops(flops / bare.seconds)} of the ${gflops(flopsPerSecond)} GFLOP/s ` +
      `that a large matrix product reaches; PyTorch ${ms(theirForward)} ms.`,
  );
  await ours.close();
  peer.close();
  return table;
}

function ms(seconds: number): string {
  return (seconds * 1000).toFixed(1);
}

function gflops(perSecond: number): string {
  return (perSecond / 1e9).toFixed(0);
}
