/** What a run says of its classes, and of one. */
import { count, counted, methodTitle, percent } from '../../report/format.ts';
import { html, type Html } from '../../report/html.ts';
import { tile } from '../../report/tile.ts';
import { addresses } from '../addresses.ts';
import type { ClassImage, ClassRow, Confusion } from '../index/classes.ts';
import { empty } from '../parts/figures.ts';
import { nameOfClass, stack } from '../parts/stack.ts';
import { table } from '../parts/table.ts';
import type { RunPlace } from '../routes/ofRun.ts';

const mostRows = 1000;

export function classesPage(found: RunPlace, rows: readonly ClassRow[]): Html {
  const labelled = rows.some(({ right }) => right !== null);
  const columns = {
    'predicted class': 'text',
    images: 'number',
    'mean confidence': 'number',
    ...(labelled && ({ right: 'number' } as const)),
  } as const;
  const shown = rows.slice(0, mostRows).map((row) => classRow(found, row, labelled));
  return html`<h1>Classes</h1>
    <p class="lead">
      ${counted(rows.length, 'class', 'classes')} came first for some image of ${found.file.run}.
    </p>
    <section aria-label="Classes">${table('classes', columns, shown)}</section>`;
}

const classRow = (
  { place, file }: RunPlace,
  { index, images, meanProbability, right }: ClassRow,
  labelled: boolean,
): Html =>
  html`<tr>
    <th scope="row">
      <a href="${addresses.class(place, file.run, { class: index })}"
        >${nameOfClass({ place, file }, index)}</a
      >
    </th>
    <td class="number">${count(images)}</td>
    <td class="number">${percent(meanProbability)}</td>
    ${labelled ? html`<td class="number">${right === null ? '–' : percent(right)}</td>` : undefined}
  </tr>`;

export interface TypicalImage extends ClassImage {
  /** Rank correlation of its map with the mean map. */
  readonly likeness: number;
}

export interface ClassDetails {
  readonly found: RunPlace;
  readonly index: number;
  readonly method: string;
  readonly row: ClassRow | undefined;
  /** Images whose maps are in the mean. */
  readonly sampled: number;
  readonly most: readonly TypicalImage[];
  readonly least: readonly TypicalImage[];
  readonly labelled: readonly Confusion[];
  readonly predicted: readonly Confusion[];
}

export function classPage(details: ClassDetails): Html {
  const { found, index, method, row, sampled } = details;
  const { place, file } = found;
  return html`<h1>${nameOfClass(found, index)}</h1>
    <dl class="tiles">
      ${tile('images', count(row?.images ?? 0))}
      ${row === undefined ? undefined : tile('mean confidence', percent(row.meanProbability))}
      ${row?.right === null || row === undefined ? undefined : tile('right', percent(row.right))}
    </dl>
    <div class="actions">
      <a class="button" href="${addresses.images(place, file.run, { predicted: index })}"
        >Images predicted so</a
      >
      <a class="button" href="${addresses.images(place, file.run, { label: index })}">Images labelled so</a>
    </div>
    <section aria-labelledby="mean-title">
      <h2 id="mean-title">Mean map, ${methodTitle(method)}</h2>
      ${
        sampled === 0
          ? empty('No map of this class is stored.')
          : html`<figure class="mean">
              <img
                src="${addresses.mean(place, file.run, { class: index, method })}"
                alt="Mean map of ${nameOfClass(found, index)}"
                width="224"
                height="224"
              />
              <figcaption>Of ${counted(sampled, 'image')} predicted so.</figcaption>
            </figure>`
      }
    </section>
    ${typicalSection(details, 'Most typical', details.most)}
    ${typicalSection(details, 'Least typical', details.least)}
    ${confusionSection(found, 'Predicted so, but labelled', details.labelled)}
    ${confusionSection(found, 'Labelled so, but predicted', details.predicted)}`;
}

function typicalSection(
  { found, method }: ClassDetails,
  title: string,
  images: readonly TypicalImage[],
): Html | undefined {
  if (images.length === 0) return undefined;
  return html`<section aria-label="${title}">
    <h2>${title}</h2>
    <ul class="tiles-of-images opacity-50">
      ${images.map(
        ({ key, generation, likeness }) =>
          html`<li>
            <a class="image-tile" href="${addresses.image(found.place, found.file.run, { key, method })}">
              ${stack(found, { key, method, slot: 0, colours: 'jet', pixels: 224, alt: key, withMap: true, generation })}
              <span class="caption"><span class="quiet">rank correlation ${likeness.toFixed(2)}</span></span>
            </a>
          </li>`,
      )}
    </ul>
  </section>`;
}

function confusionSection(found: RunPlace, title: string, confused: readonly Confusion[]): Html | undefined {
  if (confused.length === 0) return undefined;
  return html`<section aria-label="${title}">
    <h2>${title}</h2>
    <ul class="samples">
      ${confused.map(
        ({ index, images }) =>
          html`<li>
            <a href="${addresses.class(found.place, found.file.run, { class: index })}"
              >${nameOfClass(found, index)}</a
            >
            ${counted(images, 'image')}
          </li>`,
      )}
    </ul>
  </section>`;
}
