/** The night's page: one file without scripts and without links to other hosts. Pure but for the charts. */
import { html, Html } from '../../report/html.ts';
import { factList, htmlDocument } from '../../report/htmlDocument.ts';
import { style } from '../../report/style.ts';
import type { Night } from '../nights/night.ts';
import { trendSvg } from './charts.ts';
import { auditStyle } from './pageStyle.ts';
import type { ClassPicture, Pictures, WorstImage } from './pictures.ts';
import { trendsOf } from './trends.ts';
import { findingName, intervalText, limitText, outcomeWords, shown, type NightFinding } from './words.ts';

/** @param nights this one and those before it, the newest first */
export async function auditPage(night: Night, nights: readonly Night[], pictures: Pictures): Promise<string> {
  const trends = await Promise.all(
    trendsOf(nights).map(async (trend) => ({ title: trend.title, svg: new Html(await trendSvg(trend)) })),
  );
  return htmlDocument({
    title: `${night.audit} · ${night.night} · camline audit`,
    style: style + auditStyle,
    main: html`${header(night)} ${checksSection(night)} ${lookBackSection(night)}
    ${trendsSection(trends, nights.length)} ${imagesSection(pictures.images)}
    ${classesSection(pictures.classes)} ${factsSection(night)}`,
    footer: `camline ${night.camline} · audit ${night.audit} · ${night.startedAt}`,
  });
}

const header = (night: Night): Html =>
  html`<header>
    <h1>${night.audit} <span class="quiet">${night.night}</span></h1>
    <p class="verdict ${night.outcome}">${outcomeWords[night.outcome]}</p>
    ${night.remarks.map((remark) => html`<p class="note">${remark}</p>`)}
    ${night.missed.length === 0 ? undefined : html`<p class="warning">Nothing ran at ${night.missed.join(', ')}.</p>`}
    <dl class="tiles">
      ${tile('explained', night.explained === null ? '–' : `${night.explained} of ${night.images}`)}
      ${tile('checks failed', String(checksWith(night, 'fail')), checksWith(night, 'fail') > 0)}
      ${tile('warnings', String(checksWith(night, 'warn')))}
      ${tile('images a second', night.imagesPerSecond === null ? '–' : night.imagesPerSecond.toFixed(1))}
    </dl>
  </header>`;

const checksWith = ({ checks }: Night, verdict: string): number =>
  checks.filter((check) => check.verdict === verdict).length;

const tile = (name: string, value: string, alarming = false): Html =>
  html`<div class="tile${alarming ? ' alarming' : ''}">
    <dt>${name}</dt>
    <dd>${value}</dd>
  </div>`;

function checksSection({ checks, noiseImages }: Night): Html | undefined {
  if (checks.length === 0) return undefined;
  const floor =
    noiseImages === 0
      ? 'The noise floor was not measured.'
      : `Noise floor: ${noiseImages} images explained again by the same model in other batches; only what lies above it counts.`;
  return html`<section aria-label="Checks">
    <h2>Checks</h2>
    <p class="note">${floor}</p>
    <div class="scroll">
      <table class="checks">
        <thead>
          <tr>
            <th>verdict</th>
            <th>check</th>
            <th class="number">value</th>
            <th class="number">noise</th>
            <th>limits</th>
          </tr>
        </thead>
        <tbody>
          ${checks.map(({ title, findings }) => findings.map((finding) => findingRow(title, finding)))}
        </tbody>
      </table>
    </div>
  </section>`;
}

const findingRow = (check: string, finding: NightFinding): Html =>
  html`<tr>
    <td><span class="verdict ${finding.verdict}">${finding.verdict}</span></td>
    <td>
      <b>${check}</b><br />${findingName(finding)}
      ${finding.note === '' ? undefined : html`<br /><small class="quiet">${finding.note}</small>`}
    </td>
    <td class="number">
      ${shown(finding.value, finding.unit)}
      ${finding.interval === null ? undefined : html`<br /><small class="quiet">${intervalText(finding)}</small>`}
    </td>
    <td class="number">${shown(finding.noise, finding.unit)}</td>
    <td><small>${limitText(finding)}</small></td>
  </tr>`;

function lookBackSection({ lookBack }: Night): Html | undefined {
  if (lookBack.length === 0) return undefined;
  return html`<section aria-label="Further back">
    <h2>Further back</h2>
    <ul class="notes">
      ${lookBack.map(
        ({ days, night, images, changedPredictions, spearman }) =>
          html`<li>
            ${days} nights and more ago (${night}, ${images} images): ${shown(changedPredictions, 'share')} of
            the predictions changed, median Spearman ${shown(spearman, '')}
          </li>`,
      )}
    </ul>
  </section>`;
}

function trendsSection(
  trends: readonly { readonly title: string; readonly svg: Html }[],
  nights: number,
): Html | undefined {
  if (trends.length === 0) return undefined;
  return html`<section aria-label="Trends">
    <h2>Trends over ${nights} ${nights === 1 ? 'night' : 'nights'}</h2>
    <p class="note">Dashed: the limits for a warning and a failure. Points in the colour of their verdict.</p>
    <div class="trends">
      ${trends.map(
        ({ title, svg }) =>
          html`<figure>
            ${svg}
            <figcaption>${title}</figcaption>
          </figure>`,
      )}
    </div>
  </section>`;
}

function imagesSection(images: readonly WorstImage[]): Html | undefined {
  if (images.length === 0) return undefined;
  return html`<section aria-label="Worst images">
    <h2>Images whose maps changed most</h2>
    ${images.map(
      (image) =>
        html`<article class="worst">
          <div>
            <h3>${image.key}</h3>
            <p class="quiet">
              ${image.method} for ${image.class} · Spearman ${shown(image.spearman, '')}<br />
              predicted
              ${image.predictedBefore === image.predictedAfter ? image.predictedAfter : `${image.predictedBefore}, now ${image.predictedAfter}`}
            </p>
          </div>
          <div class="row">
            ${picture(image.photograph, `${image.key}, what the network saw`, 'what the network saw')}
            ${picture(image.before, `map of ${image.key} before`, 'before')}
            ${picture(image.after, `map of ${image.key} after`, 'after')}
          </div>
        </article>`,
    )}
  </section>`;
}

const picture = (url: string | undefined, alt: string, caption: string): Html =>
  html`<figure>
    ${url === undefined ? html`<div class="missing">out of reach</div>` : html`<img src="${url}" alt="${alt}" loading="lazy" />`}
    <figcaption>${caption}</figcaption>
  </figure>`;

function classesSection(classes: readonly ClassPicture[]): Html | undefined {
  if (classes.length === 0) return undefined;
  return html`<section aria-label="Class maps">
    <h2>Mean maps of the classes that changed most</h2>
    <div class="classes">
      ${classes.map(
        (one) =>
          html`<article class="class">
            <h4>${one.class}</h4>
            <p class="quiet">${one.method} · ${one.images} images · nDCG ${shown(one.gain, '')}</p>
            <div class="row">
              ${picture(one.before, `mean map of ${one.class} before`, 'before')}
              ${picture(one.after, `mean map of ${one.class} after`, 'after')}
            </div>
          </article>`,
      )}
    </div>
  </section>`;
}

function factsSection({ run, model, baseline, failedByCode }: Night): Html {
  const facts: [string, string][] = [
    ['run', run ?? 'none'],
    ['model file', model?.path ?? '–'],
    ['SHA-256', model?.sha256 ?? '–'],
    ['baseline', baseline === null ? 'none' : `${baseline.run} (${baseline.how})`],
    ['its model', baseline?.model ?? '–'],
    ...Object.entries(failedByCode).map(
      ([code, count]) => [`failed, ${code}`, String(count)] satisfies [string, string],
    ),
  ];
  return html`<section aria-label="Facts">
    <h2>Facts</h2>
    ${factList(facts)}
  </section>`;
}
