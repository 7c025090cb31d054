/** One run: how far it is, what failed and why, what was asked for. */
import { count, counted, layerList, list, methodTitle } from '../../report/format.ts';
import { html, type Html } from '../../report/html.ts';
import { factsSection } from '../../report/sections.ts';
import type { FailureGroup } from '../../report/summary.ts';
import { tile } from '../../report/tile.ts';
import { addresses } from '../addresses.ts';
import type { Sample } from '../index/samples.ts';
import type { RunView } from '../live/snapshot.ts';
import type { Parts } from '../live/stream.ts';
import { action, type Rights } from '../parts/actions.ts';
import { throughputChart } from '../parts/chart.ts';
import { isUnderWay, progressBar, stateBadge, stateOf } from '../parts/figures.ts';
import { durationRange, rate, time } from '../parts/words.ts';

export interface RunDetails {
  readonly view: RunView;
  readonly failures: readonly FailureGroup[];
  readonly samples: readonly Sample[];
}

export const runParts = (details: RunDetails, rights: Rights): Parts => ({
  state: html`${stateBadge(stateOf(details.view))}`,
  progress: progress(details.view),
  actions: actions(details, rights),
  failures: failuresSection(details, rights),
  throughput: throughput(details),
});

/** @param others runs of the store to compare with */
export function runPage(details: RunDetails, others: readonly string[], rights: Rights): Html {
  const { place, file } = details.view;
  const parts = runParts(details, rights);
  return html`<h1>${file.run} <span id="state" class="h-state">${parts['state']}</span></h1>
    <p class="lead">
      ${file.request.card.name} at ${layerList(file.layers)}, explained with
      ${list(file.request.methods.map(methodTitle))}. Started ${time(file.createdAt)} UTC, to
      ${place.destination}.
    </p>
    <div id="progress">${parts['progress']}</div>
    <div class="actions">
      <a class="button" href="${addresses.images(place, file.run)}">Gallery</a>
      <a class="button" href="${addresses.classes(place, file.run)}">Classes</a>
      ${file.finished !== null ? html`<a class="button" href="${addresses.report(place, file.run)}">Report</a>` : undefined}
      <span id="actions">${parts['actions']}</span>
    </div>
    ${compareForm(details, others)}
    <div id="failures">${parts['failures']}</div>
    <div id="throughput">${parts['throughput']}</div>
    ${factsSection(file)}`;
}

function progress(view: RunView): Html {
  const { file, tally, left, outlook, settled } = view;
  return html`<dl class="tiles">
      ${tile('images', count(file.images))} ${tile('explained', count(tally.ok))}
      ${tile('failed', count(tally.failed), tally.failed > 0)} ${tile('left', count(left))}
      ${outlook.workers === 0 ? undefined : html`${tile('rate', rate(outlook.imagesPerSecond))} ${tile('workers', count(outlook.workers))}`}
      ${outlook.secondsLeft === null ? undefined : tile('time left', durationRange(outlook.secondsLeft))}
    </dl>
    ${progressBar(view)}
    ${settled ? undefined : html`<p class="note">Records are still being read: these counts grow.</p>`}
    ${view.queued?.failure ? html`<p class="warning">It failed: ${view.queued.failure}</p>` : undefined}`;
}

/** What can be done with a run depends on how it stands. */
function actions({ view }: RunDetails, rights: Rights): Html {
  const { place, file, tally } = view;
  const state = stateOf(view);
  const under = isUnderWay(state);
  return html`${
    state === 'finished' && tally.failed > 0
      ? action(rights, {
          id: 'retry',
          label: 'Try failed images again',
          address: addresses.retry(place, file.run),
        })
      : undefined
  }
  ${
    under
      ? action(rights, {
          id: 'cancel',
          label: 'Cancel',
          address: addresses.cancel(place, file.run),
          danger: true,
        })
      : undefined
  }
  ${
    !under && state !== 'finished'
      ? action(rights, { id: 'resume', label: 'Resume', address: addresses.resume(place, file.run) })
      : undefined
  }`;
}

function failuresSection({ view, failures }: RunDetails, rights: Rights): Html {
  if (failures.length === 0) return html``;
  const total = failures.reduce((sum, group) => sum + group.count, 0);
  return html`<section aria-labelledby="failures-title">
    <h2 id="failures-title">${counted(total, 'image')} failed</h2>
    <ul class="failures">
      ${failures.map((group) => failureItem(view, group, rights))}
    </ul>
  </section>`;
}

function failureItem(view: RunView, { code, count: images, samples }: FailureGroup, rights: Rights): Html {
  const { place, file } = view;
  const retry =
    stateOf(view) === 'finished'
      ? action(rights, {
          id: `retry-${code}`,
          label: 'Try these again',
          address: addresses.retry(place, file.run),
          fields: { code },
        })
      : undefined;
  return html`<li class="card">
    <div class="heading">
      <h3>${code} <span class="quiet">${counted(images, 'image')}</span></h3>
      <span>
        <a href="${addresses.images(place, file.run, { verdict: 'failed', code })}"
          >all<span class="hidden"> images that failed with ${code}</span></a
        >
        ${retry}
      </span>
    </div>
    <ul class="samples">
      ${samples.map(
        ({ key, message }) =>
          html`<li>
            <a href="${addresses.image(place, file.run, { key })}"><code>${key}</code></a> ${message}
          </li>`,
      )}
    </ul>
  </li>`;
}

function throughput({ samples }: RunDetails): Html {
  const chart = throughputChart(samples);
  if (chart === undefined) return html``;
  return html`<section aria-labelledby="throughput-title">
    <h2 id="throughput-title">Throughput</h2>
    ${chart}
  </section>`;
}

function compareForm({ view: { place, file } }: RunDetails, others: readonly string[]): Html | undefined {
  if (others.length === 0) return undefined;
  return html`<form class="compare-with" action="${addresses.compare(place, file.run)}">
    <label for="with">Compare with another run</label>
    <select id="with" name="with">
      ${others.map((name) => html`<option>${name}</option>`)}
    </select>
    <button>Compare</button>
  </form>`;
}
