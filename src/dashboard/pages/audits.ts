/** All audits of the stores that are shown, each with its newest night. */
import type { Night } from '../../audit/nights/night.ts';
import { outcomeWords } from '../../audit/report/words.ts';
import { counted } from '../../report/format.ts';
import { html, type Html } from '../../report/html.ts';
import { addresses } from '../addresses.ts';
import { empty } from '../parts/figures.ts';
import { time } from '../parts/words.ts';
import type { Place } from '../places.ts';

export interface ListedAudit {
  readonly place: Place;
  readonly audit: string;
  readonly newest: Night | undefined;
}

export function auditsPage(audits: readonly ListedAudit[]): Html {
  return html`<h1>Audits</h1>
    <p class="lead">A night explains the same images again and is judged against a baseline.</p>
    <section aria-label="Audits">
      ${
        audits.length === 0
          ? empty(
              'No audits yet. Make one: camline audit schedule audit.yaml, or camline audit run audit.yaml',
            )
          : html`<ul class="runs">
              ${audits.map(auditItem)}
            </ul>`
      }
    </section>`;
}

function auditItem({ place, audit, newest }: ListedAudit): Html {
  return html`<li class="run">
    <div class="run-head">
      <a class="run-name" href="${addresses.audit(place, audit)}">${audit}</a>
      ${newest === undefined ? undefined : verdictBadge(newest.outcome, outcomeWords[newest.outcome])}
      <span class="quiet run-place"
        >${place.destination}${newest === undefined ? '' : ` · ${newest.night}, ${time(newest.startedAt)} UTC`}</span
      >
    </div>
    ${
      newest === undefined
        ? html`<p class="quiet">No night has ended yet.</p>`
        : html`<p class="run-figures">${checkWords(newest)}</p>`
    }
  </li>`;
}

export const verdictBadge = (verdict: string, words: string = verdict): Html =>
  html`<span class="verdict ${verdict}">${words}</span>`;

/** "class maps failed, speed warns"; else how many passed. */
export function checkWords({ checks }: Night): string {
  const words = { fail: 'failed', warn: 'warns' } as const;
  const told = checks.flatMap(({ title, verdict }) =>
    verdict === 'fail' || verdict === 'warn' ? [`${title} ${words[verdict]}`] : [],
  );
  if (told.length > 0) return told.join(', ');
  const passed = checks.filter(({ verdict }) => verdict === 'pass').length;
  return passed === 0 ? 'nothing was judged' : `${counted(passed, 'check')} passed`;
}
