/** What every page stands on, made once at the start. */
import type { Board } from '../queue/board.ts';
import type { QueueDoor } from '../queue/queueDoor.ts';
import type { AuditNights } from './audits/nights.ts';
import type { Catalog } from './catalog.ts';
import type { RunIndex } from './index/openIndex.ts';
import type { Live } from './live/live.ts';
import type { FeatureSearch } from './nearest/searchFeatures.ts';
import type { Pictures } from './pictures/pictures.ts';
import type { Places } from './places.ts';
import type { Sessions } from './security/sessions.ts';

export interface DashboardOptions {
  /** Address to listen on; anything but the loopback needs a token. */
  readonly host: string;
  /** 0: any that is free. */
  readonly port: number;
  /** Stores to show; none: those of the runs in the queue. */
  readonly destinations: readonly string[];
  /** Names besides localhost and addresses that the server may be called by. */
  readonly hostNames: readonly string[];
  /** What a browser has to show; undefined on the loopback: nothing. */
  readonly token: string | undefined;
  /** Where the token is from, for messages; default: CAMLINE_DASHBOARD_TOKEN. */
  readonly tokenFrom?: string;
  /** Whether runs may be retried, resumed, cancelled and the queue paused from here. */
  readonly allowActions: boolean;
  /** Of a queue on Redis; without it, its raw queues are not shown. */
  readonly redisUrl?: string | undefined;
  /** Folder of the index. */
  readonly cache: string;
}

export interface Context {
  readonly options: DashboardOptions;
  readonly queue: QueueDoor;
  /** Of a queue on Redis. */
  readonly board: Board | undefined;
  readonly places: Places;
  readonly catalog: Catalog;
  readonly audits: AuditNights;
  readonly index: RunIndex;
  readonly pictures: Pictures;
  readonly features: FeatureSearch;
  readonly sessions: Sessions;
  readonly live: Live;
  readonly now: () => Date;
}
