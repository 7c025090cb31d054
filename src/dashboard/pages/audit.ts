/** One audit: a night with its checks, their trends over the nights before it, and the images whose maps changed most. */
import type { Night } from '../../audit/nights/night.ts';
import { findingName, limitText, outcomeWords, shown, type NightFinding } from '../../audit/report/words.ts';
import { counted } from '../../report/format.ts';
import { html, Html } from '../../report/html.ts';
import { tile } from '../../report/tile.ts';
import { addresses } from '../addresses.ts';
import type { ShownTrend } from '../audits/nights.ts';
import { stack } from '../parts/stack.ts';
import { table } from '../parts/table.ts';
import { time } from '../parts/words.ts';
import type { Place } from '../places.ts';
import type { RunPlace } from '../routes/ofRun.ts';
import { checkWords, verdictBadge } from './audits.ts';

export interface AuditPage {
  readonly place: Place;
  readonly audit: string;
  readonly night: Night;
  /** This night and those before it, which the trends are of. */
  readonly past: readonly Night[];
  /** Of the audit, the newest first. */
  readonly nights: readonly Night[];
  readonly trends: readonly ShownTrend[];
  /** The night's run and the baseline's; undefined where they are gone. */
  readonly after: RunPlace | undefined;
  readonly before: RunPlace | undefined;
}

export function auditPage(page: AuditPage): Html {
  const { place, audit, night } = page;
  const { remarks, missed, explained, images, imagesPerSecond } = night;
  return html`<h1>${audit} <span class="quiet">${night.night}</span></h1>
    <p class="lead">
      ${verdictBadge(night.outcome, outcomeWords[night.outcome])} ${time(night.startedAt)} UTC ·
      <a href="${addresses.nightReport(place, audit, { night: night.night })}">the night's report</a>
    </p>
    ${remarks.map((remark) => html`<p class="lead">${remark}</p>`)}
    ${missed.length === 0 ? undefined : html`<p class="warning">Nothing ran at ${missed.map((at) => `${time(at)} UTC`).join(', ')}.</p>`}
    <dl class="tiles">
      ${tile('explained', explained === null ? '–' : `${explained} of ${images}`)}
      ${tile('baseline', night.baseline === null ? 'none' : night.baseline.run)}
      ${tile('images a second', imagesPerSecond === null ? '–' : imagesPerSecond.toFixed(1))}
    </dl>
    ${checksSection(night)} ${trendsSection(page)} ${worstSection(page)} ${nightsSection(page)}`;
}

function checksSection({ checks, noiseImages }: Night): Html | undefined {
  if (checks.length === 0) return undefined;
  const columns = {
    verdict: 'text',
    check: 'text',
    value: 'number',
    noise: 'number',
    limits: 'text',
  } as const;
  const rows = checks.flatMap(({ title, findings }) => findings.map((finding) => findingRow(title, finding)));
  return html`<section aria-labelledby="checks-title">
    <h2 id="checks-title">Checks</h2>
    <p class="note">
      ${noiseImages === 0 ? 'The noise floor was not measured.' : `Noise: ${noiseImages} images explained twice; only what lies above it counts.`}
    </p>
    ${table('checks', columns, rows)}
  </section>`;
}

const findingRow = (title: string, finding: NightFinding): Html =>
  html`<tr>
    <td>${verdictBadge(finding.verdict)}</td>
    <td>
      ${title}: ${findingName(finding)}
      ${finding.note === '' ? undefined : html`<br /><span class="quiet">${finding.note}</span>`}
    </td>
    <td class="number">${shown(finding.value, finding.unit)}</td>
    <td class="number">${shown(finding.noise, finding.unit)}</td>
    <td>${limitText(finding)}</td>
  </tr>`;

function trendsSection({ trends, past }: AuditPage): Html | undefined {
  if (trends.length === 0) return undefined;
  return html`<section aria-labelledby="trends-title">
    <h2 id="trends-title">Trends over ${counted(past.length, 'night')}</h2>
    <p class="note">Dashed: the limits for a warning and a failure. Points in the colour of their verdict.</p>
    <div class="trends">
      ${trends.map(
        ({ title, svg }) =>
          html`<figure>
            ${new Html(svg)}
            <figcaption>${title}</figcaption>
          </figure>`,
      )}
    </div>
  </section>`;
}

function worstSection(page: AuditPage): Html | undefined {
  const { night, after, before } = page;
  if (night.worst.length === 0) return undefined;
  return html`<section aria-labelledby="worst-title">
    <h2 id="worst-title">Images whose maps changed most</h2>
    <ul class="worst">
      ${night.worst.map(
        (image) =>
          html`<li class="card">
            <h3>
              ${
                after === undefined
                  ? image.key
                  : html`<a href="${addresses.image(after.place, after.file.run, { key: image.key })}"
                      >${image.key}</a
                    >`
              }
            </h3>
            <p class="note">${image.method} for ${image.class}, Spearman ${shown(image.spearman, '')}</p>
            <div class="sides opacity-50">
              ${side(before, image, 'baseline')} ${side(after, image, 'this night')}
            </div>
          </li>`,
      )}
    </ul>
  </section>`;
}

function side(found: RunPlace | undefined, { key, method }: Night['worst'][number], words: string): Html {
  const map =
    found === undefined
      ? html`<span class="stack missing">its run is gone</span>`
      : stack(found, {
          key,
          method,
          slot: 0,
          colours: 'jet',
          pixels: 448,
          alt: `${key}, ${words}`,
          withMap: true,
          generation: 0,
        });
  return html`<figure>
    ${map}
    <figcaption>${words}</figcaption>
  </figure>`;
}

function nightsSection({ place, audit, night, nights }: AuditPage): Html {
  const row = (one: Night): Html =>
    html`<tr>
      <td class="night">
        ${
          one.night === night.night
            ? html`<b aria-current="page">${one.night}</b>`
            : html`<a href="${addresses.audit(place, audit, { night: one.night })}">${one.night}</a>`
        }
      </td>
      <td>${verdictBadge(one.outcome, outcomeWords[one.outcome])}</td>
      <td class="number">${one.explained === null ? '–' : `${one.explained} of ${one.images}`}</td>
      <td>${checkWords(one)}</td>
      <td>${one.run === null ? '–' : html`<a href="${addresses.run(place, one.run)}">${one.run}</a>`}</td>
    </tr>`;
  const columns = {
    night: 'text',
    outcome: 'text',
    explained: 'number',
    checks: 'text',
    run: 'text',
  } as const;
  return html`<section aria-labelledby="nights-title">
    <h2 id="nights-title">Nights</h2>
    ${table('nights', columns, nights.map(row))}
  </section>`;
}
