/** One image: what the network answers, and every map of it. */
import { colourMapNames } from '../../imaging/colourMap.ts';
import { list, methodTitle, percent } from '../../report/format.ts';
import { html, type Html } from '../../report/html.ts';
import { namedFigures, type Explained, type FailedRecord, type OkRecord } from '../../storage/record.ts';
import type { CountedRecord } from '../../storage/records.ts';
import { slotsOf } from '../../storage/storedMap.ts';
import { addresses } from '../addresses.ts';
import { imageQuery, viewQuery, type GalleryView } from '../index/view.ts';
import { action, type Rights } from '../parts/actions.ts';
import { opacityField } from '../parts/fields.ts';
import { nameOfClass, stack } from '../parts/stack.ts';
import type { RunPlace } from '../routes/ofRun.ts';

export interface ImageDetails {
  readonly found: RunPlace;
  readonly view: GalleryView;
  readonly counted: CountedRecord;
  readonly before: string | null;
  readonly after: string | null;
  /** Of the gallery, where this image is. */
  readonly page: number;
}

export function imagePage(details: ImageDetails, rights: Rights): Html {
  const { found, view, counted } = details;
  const { record } = counted;
  return html`<div class="heading">
      <h1><code>${record.key}</code></h1>
      ${steps(details)}
    </div>
    ${record.status === 'failed' ? failure(found, record, rights) : explained(found, view, counted, record)}
    <section aria-labelledby="record-title">
      <h2 id="record-title">Record</h2>
      <p class="note">
        Shard ${counted.shard}${counted.generation === 0 ? '' : `, retry ${counted.generation}`}, line
        ${counted.line + 1}.
        <a href="${addresses.record(found.place, found.file.run, { key: record.key })}" download>Download</a>
      </p>
      <pre class="card" tabindex="0">${JSON.stringify(record, null, 2)}</pre>
    </section>`;
}

function steps({ found: { place, file }, view, before, after, page }: ImageDetails): Html {
  const step = (key: string | null, id: string, text: string): Html | undefined =>
    key === null
      ? undefined
      : html`<a class="button" id="${id}" href="${addresses.image(place, file.run, imageQuery(view, key))}"
          >${text}</a
        >`;
  return html`<nav class="steps" aria-label="Images of this view">
    ${step(before, 'before', '← Previous')}
    <a class="button" id="up" href="${addresses.images(place, file.run, viewQuery({ ...view, page }))}"
      >Gallery</a
    >
    ${step(after, 'after', 'Next →')}
  </nav>`;
}

function failure({ place, file }: RunPlace, { code, message }: FailedRecord, rights: Rights): Html {
  const retry =
    file.finished === null
      ? undefined
      : action(rights, {
          id: 'retry',
          label: `Try all images again that failed with ${code}`,
          address: addresses.retry(place, file.run),
          fields: { code },
        });
  return html`<div class="warning">
      <p><b>${code}</b></p>
      <p>${message}</p>
    </div>
    <div class="actions">${retry}</div>`;
}

function explained(
  found: RunPlace,
  view: GalleryView,
  { generation }: CountedRecord,
  record: OkRecord,
): Html {
  const slots = [...new Set(slotsOf(record.explanations))];
  return html`<div class="image-head">
      <figure class="photo">
        ${stack(found, { ...view, key: record.key, pixels: 448, alt: `${record.key}, what the network saw`, withMap: false, generation })}
        <figcaption>What the network saw, of ${record.width} × ${record.height} pixels</figcaption>
      </figure>
      <div>
        <h2>Answer</h2>
        ${verdict(found, record)}
        <ol class="answer">
          ${record.top5.map(
            ({ index, probability }) =>
              html`<li>
                <span>${nameOfClass(found, index)}</span> <b class="number">${percent(probability)}</b>
                <svg viewBox="0 0 100 1" preserveAspectRatio="none" aria-hidden="true">
                  <rect width="${(100 * probability).toFixed(1)}" height="1"></rect>
                </svg>
              </li>`,
          )}
        </ol>
        <p class="actions">
          <a
            class="button"
            id="nearest"
            href="${addresses.nearest(found.place, found.file.run, imageQuery(view, record.key))}"
            >Nearest images</a
          >
        </p>
      </div>
    </div>
    <section aria-labelledby="maps-title">
      <div class="heading">
        <h2 id="maps-title">Maps</h2>
        ${drawing(found, view, record.key)}
      </div>
      <div id="gallery" class="opacity-${view.opacity}">
        ${slots.map((slot) => slotRow(found, view, record, slot, generation))}
      </div>
    </section>`;
}

function verdict(found: RunPlace, { label, top5 }: OkRecord): Html | undefined {
  if (label === null) return undefined;
  const right = top5[0]?.index === label;
  return html`<p class="note">
    Labelled ${nameOfClass(found, label)}:
    <b class="${right ? 'right' : 'alarm'}">${right ? '✓ right' : '✕ wrong'}</b>
  </p>`;
}

/** Colours and opacity; the same names as in the gallery. */
function drawing({ place, file }: RunPlace, view: GalleryView, key: string): Html {
  const link = (name: GalleryView['colours']): Html => {
    const address = addresses.image(place, file.run, imageQuery({ ...view, colours: name }, key));
    return name === view.colours
      ? html`<a class="button chosen" aria-current="true" href="${address}">${name}</a>`
      : html`<a class="button" href="${address}">${name}</a>`;
  };
  return html`<div class="drawing">
    ${opacityField(view.opacity)}
    <span role="group" aria-label="Colours">${colourMapNames.map(link)}</span>
  </div>`;
}

function slotRow(
  found: RunPlace,
  view: GalleryView,
  record: OkRecord,
  slot: number,
  generation: number,
): Html {
  const slots = slotsOf(record.explanations);
  const row = record.explanations.filter((_, at) => slots[at] === slot);
  const classes = [...new Set(row.map((one) => one.class))].map((index) => nameOfClass(found, index));
  return html`<h3>${list(classes)}</h3>
    <div class="maps">${row.map((one) => mapFigure(found, view, record.key, one, slot, generation))}</div>`;
}

function mapFigure(
  found: RunPlace,
  view: GalleryView,
  key: string,
  one: Explained,
  slot: number,
  generation: number,
): Html {
  const { place, file } = found;
  const alt = `${methodTitle(one.method)} for ${nameOfClass(found, one.class)}`;
  const downloads = (['heatmap', 'overlay'] as const).filter((kind) => one[kind] !== null);
  return html`<figure>
    ${stack(found, { ...view, key, method: one.method, slot, pixels: 448, alt, withMap: !one.flat, generation })}
    <figcaption>
      <b>${methodTitle(one.method)}</b> ${one.flat ? html`<span class="alarm">flat</span>` : undefined}
      <span class="quiet">${one.layers.length === 0 ? 'whole network' : list(one.layers)}</span>
      <dl class="map-figures">
        ${[
          ['entropy, bits', one.entropy] as const,
          ['energy', one.energy] as const,
          ...namedFigures(one),
        ].map(
          ([name, value]) =>
            html`<div>
              <dt>${name}</dt>
              <dd>${Number(value.toPrecision(4))}</dd>
            </div>`,
        )}
      </dl>
      ${downloads.map(
        (kind) =>
          html`<a href="${addresses.file(place, file.run, { key, method: one.method, slot, kind })}" download
            >${kind}</a
          > `,
      )}
    </figcaption>
  </figure>`;
}
