/** `report.html`: one file without scripts and without links to other hosts. Pure. */
import type { RunFile } from '../storage/runFile.ts';
import { classMeansSection, type ShownClasses } from './classMeansSection.ts';
import { count, counted, layerList, list, methodTitle } from './format.ts';
import { html, type Html } from './html.ts';
import { htmlDocument } from './htmlDocument.ts';
import { classesSection, factsSection, failuresSection, methodsSection, timingsSection } from './sections.ts';
import { metricsSection } from './metricsSection.ts';
import { photographArticle, type ShownPhotograph } from './photograph.ts';
import { style } from './style.ts';
import type { Summary } from './summary.ts';
import { tile } from './tile.ts';
import type { RunTimings } from './timings.ts';

export interface Page {
  readonly file: RunFile;
  readonly summary: Summary;
  /** The photographs whose pictures are on the page; the rest is in the store only. */
  readonly photographs: readonly ShownPhotograph[];
  /** Those that the network is surest of, and least sure of. */
  readonly surest: readonly ShownPhotograph[];
  readonly leastSure: readonly ShownPhotograph[];
  readonly means: ShownClasses;
  /** Undefined where no shard told of its times. */
  readonly timings: RunTimings | undefined;
}

export function reportPage({ file, summary, photographs, surest, leastSure, means, timings }: Page): string {
  return htmlDocument({
    title: `${file.run} · camline`,
    style,
    main: html`${header(file, summary)} ${failuresSection(summary)} ${metricsSection(summary)}
      ${photographsSection(file, summary, photographs)} ${extremesSection(file, 'Most confident', surest)}
      ${extremesSection(file, 'Least confident', leastSure)} ${classMeansSection(file, means)}
      <div class="columns">${classesSection(summary)} ${methodsSection(summary)}</div>
      ${timingsSection(timings)} ${factsSection(file)}`,
    footer: `camline ${file.camline} · run ${file.run} · started ${file.createdAt}`,
  });
}

function header({ run, request, layers }: RunFile, summary: Summary): Html {
  const flat = summary.methods.reduce((total, method) => total + method.flat, 0);
  return html`<header>
    <h1>${run}</h1>
    <p class="lead">
      ${request.card.name} at ${layerList(layers)}, explained with ${list(request.methods.map(methodTitle))}
    </p>
    <dl class="tiles">
      ${tile('photographs', count(summary.images))} ${tile('explained', count(summary.ok))}
      ${tile('failed', count(summary.failed), summary.failed > 0)} ${tile('flat maps', count(flat), flat > 0)}
    </dl>
  </header>`;
}

function photographsSection(
  file: RunFile,
  summary: Summary,
  photographs: readonly ShownPhotograph[],
): Html | undefined {
  if (photographs.length === 0) return undefined;
  const cut =
    photographs.length < summary.ok
      ? html`<p class="note">
          The first ${count(photographs.length)} of ${counted(summary.ok, 'explained photograph')}. The
          others' pictures lie beside this page, under <code>heatmaps/</code> and <code>overlays/</code>.
        </p>`
      : undefined;
  return html`<section aria-label="Photographs">
    <div class="heading">
      <h2>Photographs</h2>
      <p class="scale"><span>low</span><i></i><span>high</span></p>
    </div>
    ${cut} ${photographs.map((photograph) => photographArticle(file, photograph))}
  </section>`;
}

/** Nothing where there are too few photographs for a choice. */
function extremesSection(
  file: RunFile,
  title: string,
  photographs: readonly ShownPhotograph[],
): Html | undefined {
  if (photographs.length < 2) return undefined;
  return html`<section aria-label="${title}">
    <details>
      <summary>
        <b>${title}</b> <span class="quiet">${counted(photographs.length, 'photograph')}</span>
      </summary>
      ${photographs.map((photograph) => photographArticle(file, photograph))}
    </details>
  </section>`;
}
