/** The mean maps of classes on the page. Pure. */
import type { RunFile } from '../storage/runFile.ts';
import { className, count, counted, methodTitle } from './format.ts';
import { html, type Html } from './html.ts';
import { mapsInMean } from './classSamples.ts';

export interface ShownClass {
  readonly index: number;
  readonly images: number;
  /** `url`: `data:` URL of the mean map in colours. */
  readonly means: readonly { readonly method: string; readonly count: number; readonly url: string }[];
}

export interface ShownClasses {
  /** The most frequent first. */
  readonly classes: readonly ShownClass[];
  /** Classes of the run, those that are not shown among them. */
  readonly total: number;
}

export function classMeansSection(file: RunFile, { classes, total }: ShownClasses): Html | undefined {
  if (classes.length === 0) return undefined;
  const cut = classes.length < total ? html`The ${count(classes.length)} most frequent of them. ` : undefined;
  return html`<section aria-label="Mean maps of classes">
    <details>
      <summary>
        <b>Mean maps by class</b> <span class="quiet">${counted(total, 'class', 'classes')}</span>
      </summary>
      <p class="note">
        ${cut}Each is the mean over the maps of up to ${mapsInMean} photographs that were explained for the
        class, flat maps left out, in colours from its own lowest to its own highest value.
      </p>
      <ul class="means">
        ${classes.map((one) => classItem(file, one))}
      </ul>
    </details>
  </section>`;
}

function classItem({ request }: RunFile, { index, images, means }: ShownClass): Html {
  const name = className(index, request.card.labels?.[index]);
  return html`<li>
    <h3>${name}</h3>
    <p class="quiet">${counted(images, 'photograph')}</p>
    <div class="mean">
      ${means.map(
        ({ method, count: maps, url }) =>
          html`<figure>
            <img src="${url}" alt="Mean map of ${name}, ${methodTitle(method)}" loading="lazy" />
            <figcaption>${methodTitle(method)}<br /><small>${counted(maps, 'map')}</small></figcaption>
          </figure>`,
      )}
    </div>
  </li>`;
}
