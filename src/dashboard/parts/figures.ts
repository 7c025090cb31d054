/** Small pieces that several pages have. */
import { html, type Html } from '../../report/html.ts';
import { count } from '../../report/format.ts';
import { stateWord, type StateWord } from '../../queue/stateWord.ts';
import type { RunView } from '../live/snapshot.ts';

/** Explained, failed and left as one bar. Widths are attributes: the policy allows no styles in a page. */
export function progressBar({ file: { images }, tally: { ok, failed }, left }: RunView): Html {
  const share = (value: number): string => (images === 0 ? 0 : (100 * value) / images).toFixed(2);
  const words = `${count(ok)} explained, ${count(failed)} failed, ${count(left)} left`;
  return html`<svg
    class="progress"
    viewBox="0 0 100 1"
    preserveAspectRatio="none"
    role="img"
    aria-label="${words}"
  >
    <rect class="ok" width="${share(ok)}" height="1"></rect>
    <rect class="failed" x="${share(ok)}" width="${share(failed)}" height="1"></rect>
  </svg>`;
}

export type RunState = StateWord | 'finished' | 'stopped';

/** 'stopped': not finished, and no queue that answers has a job for it. */
export function stateOf({ file, queued }: Pick<RunView, 'file' | 'queued'>): RunState {
  if (file.finished !== null) return 'finished';
  return queued === null ? 'stopped' : stateWord(queued);
}

/** Whether the queue will do more of it. */
export const isUnderWay = (state: RunState): boolean => ['running', 'starting', 'waiting'].includes(state);

/** A word and a sign, so that colour is never alone. */
const signs: Readonly<Record<RunState, string>> = {
  finished: '✓',
  running: '▶',
  starting: '▶',
  waiting: '…',
  cancelled: '◼',
  failed: '✕',
  ended: '◼',
  stopped: '◼',
};

export const stateBadge = (state: RunState): Html =>
  html`<span class="state ${state}"><span aria-hidden="true">${signs[state]}</span> ${state}</span>`;

export const empty = (text: string): Html => html`<p class="empty">${text}</p>`;
