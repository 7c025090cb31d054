/** What the audits of a store left. A night is written once and never changes, so that each is read once. */
import { auditKeys } from '../../audit/nights/auditKeys.ts';
import { nightNames, readNight, type Night } from '../../audit/nights/night.ts';
import { trendsOf } from '../../audit/report/trends.ts';
import { createByteCache } from '../pictures/byteCache.ts';
import type { Place } from '../places.ts';

/** Nights on the charts: as many as a report shows where its audit does not say. */
const mostNights = 60;
const keptNights = 2_000;
const keptTrends = 20;

export interface ShownTrend {
  readonly title: string;
  readonly svg: string;
}

export interface AuditNights {
  /** Names of the audits, in order. */
  names(place: Place): Promise<string[]>;
  /** The newest first, at most sixty. @param upTo the first of them, in place of the newest of all; none where it is not there */
  nights(place: Place, audit: string, upTo?: string): Promise<Night[]>;
  newest(place: Place, audit: string): Promise<Night | undefined>;
  /** Charts of what the newest of `nights` was judged by. */
  trends(place: Place, nights: readonly Night[]): Promise<readonly ShownTrend[]>;
}

export function createAuditNights(): AuditNights {
  const read = createByteCache<Night>(keptNights, () => 1);
  const drawn = createByteCache<readonly ShownTrend[]>(keptTrends, () => 1);
  /** Undefined for one that is damaged or of another version. */
  const nightOf = (place: Place, audit: string, night: string): Promise<Night | undefined> =>
    read
      .get(keyOf(place, audit, night), async () => {
        const found = await readNight(place.store, audit, night);
        if (found === undefined) throw new Error('The night has gone.');
        return found;
      })
      .catch(() => undefined);
  const some = async (place: Place, audit: string, most: number, upTo?: string): Promise<Night[]> => {
    const names = await nightNames(place.store, audit);
    const first = upTo === undefined ? 0 : names.indexOf(upTo);
    const shown = first === -1 ? [] : names.slice(first, first + most);
    const nights = await Promise.all(shown.map((name) => nightOf(place, audit, name)));
    return nights.filter((night) => night !== undefined);
  };
  return {
    names: ({ store }) => store.folders(auditKeys.all),
    nights: (place, audit, upTo) => some(place, audit, mostNights, upTo),
    newest: async (place, audit) => (await some(place, audit, 1))[0],
    async trends(place, nights) {
      const [newest] = nights;
      if (newest === undefined) return [];
      return drawn.get(keyOf(place, newest.audit, newest.night), () => draw(nights));
    },
  };
}

const keyOf = (place: Place, audit: string, night: string): string =>
  JSON.stringify([place.id, audit, night]);

async function draw(nights: readonly Night[]): Promise<ShownTrend[]> {
  // Its library takes a third of a second to load: most dashboards draw no charts.
  const { trendSvg } = await import('../../audit/report/charts.ts');
  return Promise.all(
    trendsOf(nights).map(async (trend) => ({ title: trend.title, svg: await trendSvg(trend) })),
  );
}
