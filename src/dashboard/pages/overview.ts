/** All runs, the queue and its workers. */
import { count, counted, percent } from '../../report/format.ts';
import { html, type Html } from '../../report/html.ts';
import { tile } from '../../report/tile.ts';
import { addresses } from '../addresses.ts';
import type { Parts } from '../live/stream.ts';
import type { RunView, Snapshot } from '../live/snapshot.ts';
import { action, type Rights } from '../parts/actions.ts';
import { empty, isUnderWay, progressBar, stateBadge, stateOf } from '../parts/figures.ts';
import { durationRange, rate, time } from '../parts/words.ts';
import { workersTable } from '../parts/workers.ts';

/** What changes while one watches. */
export const overviewParts = (snapshot: Snapshot, rights: Rights): Parts => ({
  notes: notes(snapshot),
  tiles: tiles(snapshot),
  queue: queueLine(snapshot, rights),
  runs: runList(snapshot),
  workers: workersTable(snapshot.queue),
});

/** @param hasBoard whether the raw queues have pages */
export function overviewPage(snapshot: Snapshot, rights: Rights, hasBoard: boolean): Html {
  const parts = overviewParts(snapshot, rights);
  return html`<div class="heading">
      <h1>Overview</h1>
      ${hasBoard ? html`<a class="button" href="${addresses.queues}">Raw queues</a>` : undefined}
    </div>
    <div id="notes">${parts['notes']}</div>
    <dl class="tiles" id="tiles">${parts['tiles']}</dl>
    <section aria-labelledby="runs-title">
      <div class="heading">
        <h2 id="runs-title">Runs</h2>
        <div id="queue" class="queue">${parts['queue']}</div>
      </div>
      <div id="runs">${parts['runs']}</div>
    </section>
    <section aria-labelledby="workers-title">
      <h2 id="workers-title">Workers</h2>
      <div id="workers">${parts['workers']}</div>
    </section>`;
}

function notes({ queue, troubles, places }: Snapshot): Html {
  return html`${queue.problem === null ? undefined : html`<p class="note warning">${queue.problem}</p>`}
  ${queue.paused ? html`<p class="note warning">The queue is paused: no worker takes another shard.</p>` : undefined}
  ${troubles.map(({ place, message }) => html`<p class="note warning">${place.destination}: ${message}</p>`)}
  ${
    places.length === 0
      ? html`<p class="note">No store is shown. Name one: <code>camline dashboard DEST</code></p>`
      : undefined
  }`;
}

function tiles({ queue, runs }: Snapshot): Html {
  const live = runs.filter((run) => isUnderWay(stateOf(run)));
  const perSecond = queue.workers.reduce((sum, { imagesPerSecond }) => sum + imagesPerSecond, 0);
  const left = live.reduce((sum, run) => sum + run.left, 0);
  return html`${tile('runs under way', count(live.length))} ${tile('images left', count(left))}
  ${tile('images a second', rate(perSecond))} ${tile('workers', count(queue.workers.length))}`;
}

function queueLine({ queue }: Snapshot, rights: Rights): Html {
  if (queue.problem !== null) return html``;
  return html`${
    queue.paused
      ? action(rights, { id: 'unpause', label: 'Let workers go on', address: addresses.unpause })
      : action(rights, { id: 'pause', label: 'Pause the queue', address: addresses.pause })
  }`;
}

function runList({ runs, runsInAll }: Snapshot): Html {
  if (runs.length === 0)
    return empty('No runs yet. Start one: camline enqueue PHOTOS --model FILE --to DEST');
  const cut =
    runsInAll > runs.length
      ? html`<p class="note">The newest ${count(runs.length)} of ${counted(runsInAll, 'run')}.</p>`
      : undefined;
  return html`${cut}
    <ul class="runs">
      ${runs.map(runItem)}
    </ul>`;
}

function runItem(view: RunView): Html {
  const { place, file, tally, outlook } = view;
  const done = tally.ok + tally.failed;
  const share = file.images === 0 ? 1 : done / file.images;
  return html`<li class="run">
    <div class="run-head">
      <a class="run-name" href="${addresses.run(place, file.run)}">${file.run}</a>
      ${stateBadge(stateOf(view))}
      <span class="quiet run-place"
        >${file.request.card.name} · ${place.destination} · ${time(file.createdAt)} UTC</span
      >
    </div>
    ${progressBar(view)}
    <p class="run-figures">
      <span
        ><b>${count(done)}</b> of ${count(file.images)} (${percent(Math.floor(share * 1000) / 1000)})</span
      >
      ${tally.failed > 0 ? html`<span class="alarm">${count(tally.failed)} failed</span>` : undefined}
      ${view.settled ? undefined : html`<span class="quiet">still reading records</span>`}
      ${
        outlook.workers === 0
          ? undefined
          : html`<span>${rate(outlook.imagesPerSecond)}</span>
              <span>${counted(outlook.workers, 'worker')}</span>`
      }
      ${outlook.secondsLeft === null ? undefined : html`<span>${durationRange(outlook.secondsLeft)} left</span>`}
    </p>
  </li>`;
}
