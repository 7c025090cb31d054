/** One photograph on the page: what the network answers, what it saw, and a picture for each class and method. */
import type { Explained, OkRecord } from '../storage/record.ts';
import type { RunFile } from '../storage/runFile.ts';
import { className, methodTitle, percent } from './format.ts';
import { html, type Html } from './html.ts';
import { pictureKey } from './pictures.ts';

export interface ShownPhotograph {
  readonly record: OkRecord;
  /** `data:` URL of what the network saw; undefined where the photograph is out of reach. */
  readonly photograph: string | undefined;
  /** `data:` URLs, one for each of `record.explanations`. */
  readonly maps: readonly (string | undefined)[];
}

interface MapFigure {
  readonly explained: Explained;
  readonly picture: string | undefined;
}

export function photographArticle(file: RunFile, { record, photograph, maps }: ShownPhotograph): Html {
  const figures = record.explanations.map((explained, index) => ({ explained, picture: maps[index] }));
  const classes = [...new Set(record.explanations.map((explained) => explained.class))];
  const rows = classes.map((index) => figures.filter(({ explained }) => explained.class === index));
  return html`<article>
    <div class="answer">
      <h3>${record.key}</h3>
      <p class="quiet">${record.width} × ${record.height}${labelNote(file, record)}</p>
      <ol class="bars">
        ${record.top5.map(
          ({ index, name, probability }) =>
            html`<li>
              <span>${className(index, name)}</span><b>${percent(probability)}</b>${bar(probability)}
            </li>`,
        )}
      </ol>
    </div>
    <div class="maps">${rows.map((row) => mapRow(file, record, photograph, row))}</div>
  </article>`;
}

export const bar = (share: number): Html => html`<i style="--share:${(share * 100).toFixed(2)}%"></i>`;

function labelNote({ request }: RunFile, { label, top5 }: OkRecord): string {
  if (label === null) return '';
  const verdict = top5[0]?.index === label ? 'right' : 'wrong';
  return ` · label ${className(label, request.card.labels?.[label])}: ${verdict}`;
}

function mapRow(
  file: RunFile,
  record: OkRecord,
  photograph: string | undefined,
  row: readonly MapFigure[],
): Html {
  const index = row[0]!.explained.class;
  const name = className(index, file.request.card.labels?.[index]);
  return html`<h4>${name}</h4>
    <div class="row">
      <figure>
        ${image(photograph, `${record.key}, what the network saw`, 'photograph out of reach')}
        <figcaption>what the network saw</figcaption>
      </figure>
      ${row.map(({ explained, picture }) => mapFigure(file.run, record.key, name, explained, picture))}
    </div>`;
}

function mapFigure(
  run: string,
  key: string,
  name: string,
  explained: Explained,
  picture: string | undefined,
): Html {
  const shown = image(picture, `${methodTitle(explained.method)} for ${name} in ${key}`, 'no picture');
  const stored = pictureKey(explained);
  const linked =
    stored === null || picture === undefined
      ? shown
      : html`<a href="${relativeUrl(run, stored)}">${shown}</a>`;
  const flat = explained.flat ? html` <span class="badge">flat</span>` : undefined;
  return html`<figure>
    ${linked}
    <figcaption>${methodTitle(explained.method)}${flat}</figcaption>
  </figure>`;
}

const image = (url: string | undefined, alt: string, missing: string): Html =>
  url === undefined
    ? html`<div class="missing">${missing}</div>`
    : html`<img src="${url}" alt="${alt}" loading="lazy" />`;

/** From `runs/<run>/report.html` to another object of the run. "./" keeps a first part with a colon from being a scheme. */
export const relativeUrl = (run: string, key: string): string => {
  const prefix = `runs/${run}/`;
  const path = key.startsWith(prefix) ? key.slice(prefix.length) : `../../${key}`;
  return `./${path.split('/').map(encodeURIComponent).join('/')}`;
};
