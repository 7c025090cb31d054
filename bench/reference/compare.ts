/** One work on one network: both sides tuned, then timed in turns. */
import type { Ours } from './ours.ts';
import type { Peer } from './peer.ts';
import type { Best, Row, Setting, Yardstick } from './row.ts';
import type { Network, Work } from './works.ts';

export interface Tools {
  readonly network: Network;
  readonly ours: Ours;
  readonly peer: Peer;
  readonly rounds: number;
  readonly cores: number;
  /** Batches to try. */
  readonly batches: readonly number[];
}

/** One slow moment of a shared machine would settle the threads and batch of every row. */
const yardstickTries = 3;

/** Each side's best forward pass, which also settles its threads. */
export async function yardstickOf(tools: Tools): Promise<Yardstick> {
  const { ours, peer, network, cores, batches } = tools;
  const { flops } = await peer.call('cost', {});
  const { flopsPerSecond: peak } = await peer.call('peak', { threads: cores });
  const settings = [...new Set([1, cores])].flatMap((threads) =>
    batches.map((batch) => ({ batch, threads })),
  );
  const bare = await best(settings, (setting) => ours.forward(setting), yardstickTries);
  const theirForward = await best(
    settings,
    async ({ batch, threads }) => {
      return (await peer.call('time', { work: 'forward', batch, threads })).seconds;
    },
    yardstickTries,
  );
  return {
    measured: new Date().toISOString(),
    network: network.name,
    cores,
    bare,
    theirForward,
    flops,
    peak,
  };
}

export const compare = (work: Work, yardstick: Yardstick, tools: Tools): Promise<Row> =>
  kinds[work.kind](work, yardstick, tools);

const kinds = { whole: compareWhole, perturbed: comparePerturbed } as const;

/** Batches are tried on the work itself. */
async function compareWhole(work: Work, { bare, theirForward }: Yardstick, tools: Tools): Promise<Row> {
  const { ours, peer, network } = tools;
  const layer = network[work.layer];
  const batches = tools.batches.filter((batch) => work.batches.includes(batch));
  const our = (setting: Setting): Promise<number> => ours.explain(work.method, layer, setting);
  const their = async (setting: Setting): Promise<number> =>
    (await peer.call('time', { work: work.method, layer, ...setting })).seconds;
  const tried = (threads: number): Setting[] => batches.map((batch) => ({ batch, threads }));
  const inEights = batches.includes(32) ? [{ batch: 32, threads: bare.setting.threads, pass: 8 }] : [];
  const { setting: ourSetting } = await best([...tried(bare.setting.threads), ...inEights], our);
  const { setting: theirSetting } = await best(tried(theirForward.setting.threads), their);
  const rounds = await inTurns(tools.rounds, [
    async () => (await ours.forward(bare.setting)) / bare.setting.batch,
    async () => (await our(ourSetting)) / ourSetting.batch,
    async () => (await their(theirSetting)) / theirSetting.batch,
  ]);
  return rowOf({ network, work, rounds, ourSetting, theirSetting, bare: bare.setting, note: '' });
}

/** Ours does every channel of the photographs; the reference some of one, at its best number of copies a pass. */
async function comparePerturbed(work: Work, { bare, theirForward }: Yardstick, tools: Tools): Promise<Row> {
  const { ours, peer, network, batches } = tools;
  const layer = network[work.layer];
  const { threads } = theirForward.setting;
  const ask = { work: work.method, layer, threads };
  const { setting: theirSetting } = await best(
    batches.map((batch) => ({ batch, threads })),
    async ({ batch: passes }) => (await peer.call('some', { ...ask, passes, channels: 32 })).seconds * passes,
  );
  const { live, channels } = await peer.call('live', { layer });
  const images = work.images?.[network.name] ?? ours.photographs;
  const ourSetting = { batch: images, threads: bare.setting.threads };
  const done = Math.min(128, channels);
  const rounds = await inTurns(Math.min(tools.rounds, 3), [
    async () => (await ours.forward(bare.setting)) / bare.setting.batch,
    async () => (await ours.perturb(work, layer, ourSetting)) / images,
    async () => {
      const [fewer, more] = [Math.ceil(done / 2), done];
      const few = (await peer.call('some', { ...ask, passes: theirSetting.batch, channels: fewer })).seconds;
      const many = (await peer.call('some', { ...ask, passes: theirSetting.batch, channels: more })).seconds;
      return many + ((channels - more) * (many - few)) / (more - fewer);
    },
  ]);
  const extrapolated = done < channels ? ', the rest extrapolated' : '';
  const scope = `reference: ${done} of ${channels} channels of one photograph${extrapolated}; camline: all of ${images}`;
  const mean = live.slice(0, images).reduce((sum, each) => sum + each, 0) / images;
  const each = rounds.map(([forward = 0, our = 0]) => our / forward / mean);
  const perChannel = `${mean.toFixed(0)} of ${channels} channels live: ${Math.min(...each).toFixed(3)} to ${Math.max(...each).toFixed(3)} forward passes each`;
  const note = work.name === 'scorecam' ? `${scope}; ${perChannel}` : scope;
  const row = rowOf({ network, work, rounds, ourSetting, theirSetting, bare: bare.setting, note });
  return work.name === 'scorecam' ? { ...row, live: mean } : row;
}

interface Measured {
  readonly network: Network;
  readonly work: Work;
  /** Per round: forward pass, ours, theirs; seconds for one image. */
  readonly rounds: readonly (readonly number[])[];
  readonly ourSetting: Setting;
  readonly theirSetting: Setting;
  readonly bare: Setting;
  readonly note: string;
}

const rowOf = ({ network, work, rounds, ourSetting, theirSetting, bare, note }: Measured): Row => ({
  measured: new Date().toISOString(),
  network: network.name,
  method: work.name,
  layer: network[work.layer],
  theirs: { seconds: rounds.map((round) => round[2]!), setting: theirSetting },
  ours: {
    seconds: rounds.map((round) => round[1]!),
    setting: ourSetting,
    forward: rounds.map((round) => round[0]!),
    bare,
  },
  note,
});

async function inTurns(rounds: number, sides: readonly (() => Promise<number>)[]): Promise<number[][]> {
  const results: number[][] = [];
  for (let round = 0; round < rounds; round++) {
    const ofRound: number[] = [];
    for (const side of sides) ofRound.push(await side());
    results.push(ofRound);
  }
  return results;
}

/** The setting with the least time an image, of so many tries each; what is timed has been warmed up by its side. */
async function best(
  settings: readonly Setting[],
  time: (setting: Setting) => Promise<number>,
  tries = 1,
): Promise<Best> {
  const found: Best[] = [];
  for (let each = 0; each < tries; each++) {
    for (const setting of settings) found.push({ setting, seconds: (await time(setting)) / setting.batch });
  }
  return found.reduce((fastest, each) => (each.seconds < fastest.seconds ? each : fastest));
}
