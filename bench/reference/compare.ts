/** One work on one network: both sides tuned, then timed in turns. */
import type { Ours, Setting } from './ours.ts';
import type { Peer } from './peer.ts';
import type { Network, Work } from './works.ts';

interface Side {
  /** Per round, for one image. */
  readonly seconds: readonly number[];
  readonly setting: string;
}

export interface Row {
  readonly method: string;
  readonly layer: string;
  readonly theirs: Side;
  /** `forward`: the bare engine's best forward pass for one image, per round. */
  readonly ours: Side & { readonly forward: readonly number[] };
  readonly note: string;
  readonly bare: Best;
  /** Seconds for one image. */
  readonly theirForward: number;
}

interface Best {
  readonly setting: Setting;
  /** For one image. */
  readonly seconds: number;
}

interface Tools {
  readonly ours: Ours;
  readonly peer: Peer;
  readonly rounds: number;
  readonly threads: number;
  /** Batches to try. */
  readonly batches: readonly number[];
}

export async function compare(network: Network, work: Work, tools: Tools): Promise<Row> {
  const { ours, peer } = tools;
  const layer = network[work.layer];
  const bare = await best(tools, (setting) => ours.forward(setting));
  const theirBare = await best(tools, async ({ batch, threads }) => {
    return (await peer.call('time', { work: 'forward', batch, threads })).seconds;
  });
  const our = (setting: Setting): Promise<number> => ours.explain([work.method], layer, setting);
  const their = async ({ batch, threads }: Setting): Promise<number> =>
    (
      await peer.call('time', {
        work: work.method,
        layer,
        batch,
        threads,
        passes: Math.max(8, theirBare.setting.batch),
      })
    ).seconds;
  // What takes minutes is not tried at every setting: copies of one image, at the batch that is best for forward passes.
  const [ourSetting, theirSetting] = work.slow
    ? [
        { ...bare.setting, batch: 1 },
        { ...theirBare.setting, batch: 1 },
      ]
    : [(await best(tools, our)).setting, (await best(tools, their)).setting];
  const theirs: number[] = [];
  const seconds: number[] = [];
  const forward: number[] = [];
  for (let round = 0; round < (work.slow ? 1 : tools.rounds); round++) {
    forward.push((await ours.forward(bare.setting)) / bare.setting.batch);
    seconds.push((await our(ourSetting)) / ourSetting.batch);
    theirs.push((await their(theirSetting)) / theirSetting.batch);
  }
  return {
    method: work.method,
    layer,
    theirs: { seconds: theirs, setting: words(theirSetting) },
    ours: { seconds, setting: words(ourSetting), forward },
    note: work.method === 'scorecam' ? await perLiveChannel(peer, layer, seconds[0]! / forward[0]!) : '',
    bare,
    theirForward: theirBare.seconds,
  };
}

async function perLiveChannel(peer: Peer, layer: string, forwards: number): Promise<string> {
  const { live, channels } = await peer.call('live', { layer });
  return `${live} of ${channels} channels live: ${(forwards / live).toFixed(2)} forward passes each`;
}

/** The setting with the least time an image, of two tries each, the first of which also warms up. */
async function best(
  { threads: cores, batches }: Tools,
  time: (setting: Setting) => Promise<number>,
): Promise<Best> {
  const found: Best[] = [];
  for (const threads of new Set([1, cores])) {
    for (const batch of batches) {
      const setting = { batch, threads };
      const seconds = Math.min(await time(setting), await time(setting)) / batch;
      found.push({ setting, seconds });
    }
  }
  return found.reduce((fastest, each) => (each.seconds < fastest.seconds ? each : fastest));
}

const words = ({ batch, threads }: Setting): string => `batch ${batch}, ${threads} threads`;
