/** Summary, table, contact sheet and page of a run, made from `run.json` and the records alone. May be repeated. */
import type { RgbImage } from '../imaging/decode.ts';
import { heatOfMap } from '../imaging/heatPicture.ts';
import { keys } from '../storage/keys.ts';
import type { ObjectStore } from '../storage/objectStore.ts';
import { readRunFile } from '../storage/readRunFile.ts';
import type { OkRecord } from '../storage/record.ts';
import { readRecords } from '../storage/records.ts';
import type { RunFile } from '../storage/runFile.ts';
import { unknownRun } from '../storage/unknownRun.ts';
import { readClassMeans } from './classMeans.ts';
import type { ShownClass, ShownClasses } from './classMeansSection.ts';
import { ClassSamples } from './classSamples.ts';
import { Extremes, type ShownRecord } from './extremes.ts';
import { IndexTable } from './indexTable.ts';
import { jpegUrl } from './jpegUrl.ts';
import { reportPage } from './page.ts';
import type { ShownPhotograph } from './photograph.ts';
import { photographReader, readMapPicture } from './pictures.ts';
import { sheetOf, sheetPhotographs, type SheetPhotograph } from './sheet.ts';
import { SummaryBuilder, type Summary } from './summary.ts';
import { readTimings } from './timings.ts';

export interface Report {
  readonly summary: Summary;
  readonly reportKey: string;
  readonly contactSheetKey: string;
}

/** Pictures on the page, photographs and maps together: about 15 MB. */
const mostPictures = 800;
const mostPhotographs = 200;
const thumbnailPixels = 320;
/** Of classes and methods together: about 2 MB. */
const mostMeans = 1000;
const meanPixels = 112;

/** Throws RUN_UNKNOWN where the run has no `run.json`, and what the store throws. */
export async function writeReport(store: ObjectStore, run: string): Promise<Report> {
  const file = await readRunFile(store, run);
  if (file === undefined) throw await unknownRun(store, run);
  const { summary, first, extremes, samples, index } = await readRun(store, file);
  const [surest, leastSure] = [extremes.surest(), extremes.leastSure()];
  const { page, sheet } = await readPictures(store, file, first, [...surest, ...leastSure]);
  const pageOf = (shown: readonly ShownRecord[]): ShownPhotograph[] => shown.map((one) => page.get(one)!);
  const means = await readMeans(store, file, samples);
  const timings = await readTimings(store, run);
  const reportKey = keys.report(run);
  const contactSheetKey = keys.contactSheet(run);
  await store.put(keys.summary(run), utf8(`${JSON.stringify(summary, null, 2)}\n`));
  await store.put(keys.index(run), index);
  await store.put(contactSheetKey, await sheetOf(file, summary, sheet));
  await store.put(
    reportKey,
    utf8(
      reportPage({
        file,
        summary,
        photographs: pageOf(first),
        surest: pageOf(surest),
        leastSure: pageOf(leastSure),
        means,
        timings,
      }),
    ),
  );
  return { summary, reportKey, contactSheetKey };
}

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

interface RunRead {
  readonly summary: Summary;
  readonly first: readonly ShownRecord[];
  readonly extremes: Extremes;
  readonly samples: ClassSamples;
  readonly index: Uint8Array;
}

/** One pass over the records; the first explained ones are kept, and those that the network is surest and least sure of. */
async function readRun(store: ObjectStore, file: RunFile): Promise<RunRead> {
  const builder = new SummaryBuilder(file.request.methods);
  const table = new IndexTable(file.request.card.labels);
  const extremes = new Extremes();
  const samples = new ClassSamples();
  const first: ShownRecord[] = [];
  let pictures = 0;
  for await (const counted of readRecords(store, file.run)) {
    const { record, shard } = counted;
    builder.add(record);
    await table.add(counted);
    samples.add(counted);
    if (record.status !== 'ok') continue;
    const shown = { record, shard };
    extremes.add(shown);
    if (first.length >= mostPhotographs || pictures >= mostPictures) continue;
    first.push(shown);
    pictures += picturesOf(record);
  }
  return { summary: builder.finish(file.run), first, extremes, samples, index: await table.finish() };
}

/** The photograph is shown again for each class. */
const picturesOf = ({ explanations }: OkRecord): number =>
  new Set(explanations.map((explained) => explained.class)).size + explanations.length;

interface Pictures {
  readonly page: ReadonlyMap<ShownRecord, ShownPhotograph>;
  readonly sheet: SheetPhotograph[];
}

/**
 * One photograph at a time, each once wherever it is shown: only the sheet's few are kept as pixels, the page's as small JPEGs.
 *
 * @param first on the page, and the beginning of them on the sheet
 * @param others on the page only
 */
async function readPictures(
  store: ObjectStore,
  file: RunFile,
  first: readonly ShownRecord[],
  others: readonly ShownRecord[],
): Promise<Pictures> {
  const onSheet = new Set(first.slice(0, sheetPhotographs));
  const page = new Map<ShownRecord, ShownPhotograph>();
  const sheet: SheetPhotograph[] = [];
  const readPhotograph = await photographReader(store, file);
  for (const shown of new Set([...first, ...others])) {
    const { record, shard } = shown;
    const photograph = await readPhotograph(record, shard);
    const maps = await Promise.all(record.explanations.map((explained) => readMapPicture(store, explained)));
    const urls = await Promise.all(maps.map(dataUrl));
    page.set(shown, { record, photograph: await dataUrl(photograph), maps: urls });
    if (onSheet.has(shown)) sheet.push({ record, photograph, maps });
  }
  return { page, sheet };
}

/** As many classes as there is room for with all methods. */
async function readMeans(store: ObjectStore, file: RunFile, samples: ClassSamples): Promise<ShownClasses> {
  const { methods, card } = file.request;
  const { classes, total } = samples.finish(Math.ceil(mostMeans / methods.length));
  const shown: ShownClass[] = [];
  for (const { index, images, means } of await readClassMeans(store, file, classes)) {
    const drawn = means.map(async ({ method, count, map }) => {
      const url = await jpegUrl(heatOfMap(map, card.input, 'jet'), meanPixels);
      return { method, count, url };
    });
    shown.push({ index, images, means: await Promise.all(drawn) });
  }
  return { classes: shown, total };
}

async function dataUrl(picture: RgbImage | undefined): Promise<string | undefined> {
  if (picture === undefined) return undefined;
  return jpegUrl(picture, thumbnailPixels);
}
