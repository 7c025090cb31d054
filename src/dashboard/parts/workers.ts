/** What workers tell of themselves: rate, memory, and where their time goes. */
import type { WorkerBeat } from '../../queue/beats.ts';
import { count, percent } from '../../report/format.ts';
import { html, type Html } from '../../report/html.ts';
import type { QueueView } from '../live/snapshot.ts';
import { empty } from './figures.ts';
import { table } from './table.ts';
import { mebibytes, rate } from './words.ts';

const columns = {
  worker: 'text',
  device: 'text',
  'shards in hand': 'number',
  images: 'number',
  failed: 'number',
  rate: 'number',
  'engine idle': 'number',
  memory: 'number',
  'time an image, by stage': 'text',
} as const;

export function workersTable({ workers, problem }: QueueView): Html {
  if (problem !== null) return empty('Unknown: the queue does not answer.');
  if (workers.length === 0) return empty('No workers. Start one: camline worker');
  return table('workers', columns, workers.map(workerRow));
}

const workerRow = (beat: WorkerBeat): Html =>
  html`<tr>
    <th scope="row">${beat.worker}</th>
    <td>${beat.device}</td>
    <td class="number">${beat.inHand.length}</td>
    <td class="number">${count(beat.images)}</td>
    <td class="number">${count(beat.failed)}</td>
    <td class="number">${rate(beat.imagesPerSecond)}</td>
    <td class="number">${percent(beat.engineIdleShare)}</td>
    <td class="number">${mebibytes(beat.memoryBytes)}</td>
    <td>${stages(beat)}</td>
  </tr>`;

/** The longest first, as bars of one scale. */
function stages({ stages, images }: WorkerBeat): Html {
  const millis = Object.entries(stages)
    .map(([name, sum]) => [name, sum / Math.max(1, images)] as const)
    .filter(([, value]) => value >= 0.05)
    .sort(([, a], [, b]) => b - a);
  if (images === 0 || millis.length === 0) return html`–`;
  const longest = millis[0]![1];
  return html`<ul class="stages">
    ${millis.slice(0, 6).map(
      ([name, value]) =>
        html`<li>
          <span>${name}</span> <span class="number">${value.toFixed(1)} ms</span>
          <svg viewBox="0 0 100 1" preserveAspectRatio="none" aria-hidden="true">
            <rect width="${((100 * value) / longest).toFixed(1)}" height="1"></rect>
          </svg>
        </li>`,
    )}
  </ul>`;
}
