/** Sessions are made when a call first needs them and kept for the next call of the same kind. */
import type { Device } from '../../../config/device.ts';
import type { Graph } from '../ir/graph.ts';
import { openSession, type Session } from '../sessions/session.ts';

/** A derived graph, and the session that runs it. */
export interface Opened<Derived> {
  readonly derived: Derived;
  readonly session: Session;
}

export class SessionCache<Derived extends { readonly graph: Graph }> {
  private readonly threads: number;
  private readonly limit: number;
  private readonly device: Device;
  /** The least recently used first. */
  private readonly opened = new Map<string, Promise<Opened<Derived>>>();

  /** @param limit sessions that stay open; one more closes the one that was used least recently */
  constructor(threads: number, limit: number, device: Device = 'cpu') {
    this.threads = threads;
    this.limit = limit;
    this.device = device;
  }

  /**
   * The session stays open until `limit` others have been asked for.
   *
   * @param derive makes the graph that belongs to `key`; called where there is no session for it
   */
  async get(key: string, derive: () => Derived): Promise<Opened<Derived>> {
    const known = this.opened.get(key);
    if (known !== undefined) {
      this.opened.delete(key);
      this.opened.set(key, known);
      return known;
    }
    await this.makeRoom();
    const opening = this.open(derive);
    this.opened.set(key, opening);
    // What failed may succeed later (memory), so it is tried again.
    opening.catch(() => this.opened.delete(key));
    return opening;
  }

  /** Sessions that never opened have nothing to close. */
  async close(): Promise<void> {
    const settled = await Promise.allSettled(this.opened.values());
    this.opened.clear();
    for (const result of settled) if (result.status === 'fulfilled') await result.value.session.close();
  }

  /** Closes before the next one opens, so that memory never holds more than `limit`. */
  private async makeRoom(): Promise<void> {
    const [oldest] = this.opened;
    if (oldest === undefined || this.opened.size < this.limit) return;
    this.opened.delete(oldest[0]);
    const { session } = await oldest[1];
    await session.close();
  }

  private async open(derive: () => Derived): Promise<Opened<Derived>> {
    const derived = derive();
    const { threads, device } = this;
    return { derived, session: await openSession(derived.graph, { threads, device, optimise: true }) };
  }
}
