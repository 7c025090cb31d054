/** What nightly audits rely on, whatever stands behind `Queues`. The clock is the test's: it goes where the queue says that something is due. */
import { afterEach, describe, expect, test, vi } from 'vitest';
import { dayOf } from '../../src/audit/schedule.ts';
import { CamlineError } from '../../src/errors.ts';
import type { AuditTask } from '../../src/queue/queues.ts';
import { auditJob } from '../support/auditJob.ts';
import { queueBench, type QueuesUnderTest } from '../support/queueBench.ts';
import { signal } from '../support/queues.ts';

const setClock = (time: string | number): void => {
  vi.useFakeTimers({ toFake: ['Date'] });
  vi.setSystemTime(new Date(time));
};

export function describeQueueSchedules(name: string, subject: QueuesUnderTest): void {
  describe(`Queues, schedules: ${name}`, () => {
    const bench = queueBench(subject);
    afterEach(() => {
      vi.useRealTimers();
    });

    /** A worker that is there for one night. */
    async function oneNight(): Promise<AuditTask> {
      const night = signal<AuditTask>();
      const consumer = await bench.queues.consumeAudits(
        (task) => {
          night.resolve(task);
          return Promise.resolve();
        },
        { concurrency: 1, onError: bench.onError },
      );
      const task = await night.promise;
      await consumer.close();
      return task;
    }
    const nextOf = async (): Promise<number> => (await bench.queues.listSchedules())[0]!.next!;

    test('a schedule is told, replaced and taken away', async () => {
      setClock('2026-05-01T12:00:00Z');
      const job = auditJob('night', '0 3 * * *', 'Europe/Berlin');
      expect(await bench.queues.listSchedules()).toEqual([]);
      const next = await bench.queues.scheduleAudit(job);
      expect(new Date(next).toISOString()).toBe('2026-05-02T01:00:00.000Z');
      await bench.queues.scheduleAudit(auditJob('sooner', '0 23 * * *', 'UTC'));
      await bench.reopen();
      const names = async () => (await bench.queues.listSchedules()).map(({ job: { audit } }) => audit.name);
      expect(await names()).toEqual(['sooner', 'night']);
      expect((await bench.queues.listSchedules())[1]).toEqual({ job, next });
      const other = auditJob('night', '0 5 * * *', 'UTC');
      expect(await bench.queues.scheduleAudit(other)).toBe(Date.parse('2026-05-02T05:00:00Z'));
      expect((await bench.queues.listSchedules())[1]).toMatchObject({ job: other });
      expect(await bench.queues.unscheduleAudit('night')).toBe(true);
      expect(await bench.queues.unscheduleAudit('night')).toBe(false);
      expect(await names()).toEqual(['sooner']);
    });

    test('an audit without a schedule is refused', async () => {
      const { schedule: _, ...audit } = auditJob('night', '0 3 * * *', 'UTC').audit;
      await expect(
        bench.queues.scheduleAudit({ ...auditJob('x', '0 3 * * *', 'UTC'), audit }),
      ).rejects.toThrow(/Expected a schedule/);
    });

    // 2026: Europe goes forward on 29 March and back on 25 October, New York on 8 March and 1 November; 02:30 is in the gap or twice.
    test.each([
      ['Europe/Berlin', '2026-03-27T12:00Z', 27],
      ['Europe/Berlin', '2026-10-23T12:00Z', 23],
      ['America/New_York', '2026-03-06T18:00Z', 6],
      ['America/New_York', '2026-10-30T18:00Z', 30],
    ])(
      '02:30 in %s is handed out once a night from %s on, forty minutes late each',
      async (timezone, start) => {
        setClock(start);
        await bench.queues.scheduleAudit(auditJob('night', '30 2 * * *', timezone));
        const days: string[] = [];
        const lateMillis = 40 * 60_000; // within the second half of an hour that comes twice
        for (let night = 0; night < 5; night++) {
          setClock((await nextOf()) + lateMillis);
          const { startedAt } = await oneNight();
          expect(startedAt.getTime()).toBe(Date.now());
          days.push(dayOf(startedAt, timezone));
        }
        const first = Date.parse(`${dayOf(new Date(start), timezone)}T00:00Z`);
        const dayMillis = 86_400_000;
        const following = days.map((_, index) =>
          new Date(first + (index + 1) * dayMillis).toISOString().slice(0, 10),
        );
        expect(days).toEqual(following);
        expect(bench.errors).toEqual([]);
      },
    );

    test('nights that nobody was there for come once, late', async () => {
      setClock('2026-05-01T12:00:00Z');
      const job = auditJob('night', '0 3 * * *', 'UTC');
      await bench.queues.scheduleAudit(job);
      setClock('2026-05-04T09:00:00Z');
      const { job: told, lastTry } = await oneNight();
      expect({ told, lastTry }).toEqual({ told: job, lastTry: false });
      expect(new Date(await nextOf()).toISOString()).toBe('2026-05-05T03:00:00.000Z');
    });

    test('a night that fails for a while is tried again, as the same night', async () => {
      setClock('2026-05-01T12:00:00Z');
      await bench.queues.scheduleAudit(auditJob('night', '0 3 * * *', 'UTC'));
      setClock('2026-05-02T03:00:00Z');
      const tasks: AuditTask[] = [];
      const again = signal();
      const consumer = await bench.queues.consumeAudits(
        async (task) => {
          tasks.push(task);
          if (tasks.length === 2) return again.resolve();
          await bench.queues.unscheduleAudit('night'); // what has begun goes on
          vi.useRealTimers();
          throw new CamlineError('STORE_UNAVAILABLE', 'The store sleeps.');
        },
        { concurrency: 1, onError: bench.onError },
      );
      await again.promise;
      await consumer.close();
      expect(tasks[1]!.id).toBe(tasks[0]!.id);
      expect(tasks.map(({ startedAt }) => startedAt.toISOString())).toEqual([
        '2026-05-02T03:00:00.000Z',
        '2026-05-02T03:00:00.000Z',
      ]);
    });
  });
}
