/** What the audits of a store left. A night is written once and never changes, so that each is read once. */
import { auditKeys } from '../../audit/nights/auditKeys.ts';
import { nightNames, readNight, type Night } from '../../audit/nights/night.ts';
import { trendSvg } from '../../audit/report/charts.ts';
import { trendsOf } from '../../audit/report/trends.ts';
import { keepLast } from '../../keepLast.ts';
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
  /** The newest first, at most sixty. */
  nights(place: Place, audit: string): Promise<Night[]>;
  newest(place: Place, audit: string): Promise<Night | undefined>;
  /** Charts of what the newest of `nights` was judged by. */
  trends(nights: readonly Night[]): Promise<readonly ShownTrend[]>;
}

export function createAuditNights(): AuditNights {
  const places = new Map<string, Place>();
  const read = keepLast(keptNights, async (key: string) => {
    const [place = '', audit = '', night = ''] = JSON.parse(key) as string[];
    const found = await readNight(places.get(place)!.store, audit, night);
    if (found === undefined) throw new Error('The night has gone.');
    return found;
  });
  /** Undefined for one that is damaged or of another version. */
  const nightOf = (place: Place, audit: string, night: string): Promise<Night | undefined> => {
    places.set(place.id, place);
    return read(JSON.stringify([place.id, audit, night])).catch(() => undefined);
  };
  const some = async (place: Place, audit: string, most: number): Promise<Night[]> => {
    const names = (await nightNames(place.store, audit)).slice(0, most);
    const nights = await Promise.all(names.map((name) => nightOf(place, audit, name)));
    return nights.filter((night) => night !== undefined);
  };
  const drawn = new WeakMap<Night, readonly Night[]>();
  const draw = keepLast(keptTrends, (newest: Night) =>
    Promise.all(
      trendsOf(drawn.get(newest) ?? [newest]).map(async (trend) => ({
        title: trend.title,
        svg: await trendSvg(trend),
      })),
    ),
  );
  return {
    names: ({ store }) => store.folders(auditKeys.all),
    nights: (place, audit) => some(place, audit, mostNights),
    newest: async (place, audit) => (await some(place, audit, 1))[0],
    trends(nights) {
      const [newest] = nights;
      if (newest === undefined) return Promise.resolve([]);
      drawn.set(newest, nights);
      return draw(newest);
    },
  };
}
