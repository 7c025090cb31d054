/** Images of a run in the order and with the maps that the address asks for. */
import { count, counted } from '../../report/format.ts';
import { html, type Html } from '../../report/html.ts';
import { addresses } from '../addresses.ts';
import { pageSize, type Choices, type GalleryImage } from '../index/gallery.ts';
import { orders, verdicts, viewQuery, type GalleryView } from '../index/view.ts';
import { coloursField, methodField, opacityField, select, type Option } from '../parts/fields.ts';
import { empty } from '../parts/figures.ts';
import { imageTile } from '../parts/imageTile.ts';
import { nameOfClass } from '../parts/stack.ts';
import type { RunPlace } from '../routes/ofRun.ts';

export interface Gallery {
  readonly found: RunPlace;
  readonly view: GalleryView;
  readonly images: readonly GalleryImage[];
  readonly total: number;
  readonly choices: Choices;
  readonly settled: boolean;
}

export function galleryPage(gallery: Gallery): Html {
  const { found, view, total, settled } = gallery;
  return html`<h1>Gallery</h1>
    <p class="lead">
      <span id="total">${counted(total, 'image')}</span> of
      ${found.file.run}${settled ? '' : ', and more: records are still being read'}.
    </p>
    ${filterForm(gallery)}
    <div
      id="gallery"
      class="opacity-${view.opacity}"
      data-pages="${pagesOf(total)}"
      data-more="${moreAddress(gallery)}"
    >
      ${total === 0 ? empty('No image is so. Take a filter away.') : galleryChunk(gallery)}
    </div>
    ${pager(gallery)}
    <p class="note keys">
      Keys: <kbd>←</kbd> <kbd>→</kbd> <kbd>↑</kbd> <kbd>↓</kbd> move, <kbd>Enter</kbd> opens,
      <kbd>o</kbd> takes the maps away and back, <kbd>+</kbd> <kbd>−</kbd> their opacity.
    </p>`;
}

/** One page of tiles; more of them follow as one scrolls. */
export const galleryChunk = ({ found, view, images }: Pick<Gallery, 'found' | 'view' | 'images'>): Html =>
  html`<ul class="tiles-of-images" data-page="${view.page}" aria-label="Page ${view.page}">
    ${images.map((image) => imageTile(found, view, image, figureName(view)))}
  </ul>`;

const figureName = ({ order, figure }: GalleryView): string => order.split(':')[1] ?? figure ?? '';

const pagesOf = (total: number): number => Math.ceil(total / pageSize);

const moreAddress = ({ found: { place, file }, view }: Gallery): string =>
  addresses.moreImages(place, file.run, viewQuery({ ...view, page: 1 }));

/** Works without scripts; with them, pages follow as one scrolls. */
function pager({ found: { place, file }, view, total }: Gallery): Html | undefined {
  const pages = pagesOf(total);
  if (pages <= 1) return undefined;
  const link = (page: number, text: string): Html | undefined =>
    page < 1 || page > pages
      ? undefined
      : html`<a class="button" href="${addresses.images(place, file.run, viewQuery({ ...view, page }))}"
          >${text}</a
        >`;
  return html`<nav class="pager" aria-label="Pages of images">
    ${link(view.page - 1, 'Previous')} <span id="page-now">Page ${count(view.page)} of ${count(pages)}</span>
    ${link(view.page + 1, 'Next')}
  </nav>`;
}

function filterForm(gallery: Gallery): Html {
  const { found, view, choices } = gallery;
  const { place, file } = found;
  const classes = (indices: readonly number[]): Option[] => [
    ['', 'any'],
    ...indices.map((index): Option => [String(index), nameOfClass(found, index)]),
  ];
  const figureOrders = choices.figures.flatMap((name): Option[] => [
    [`figure:${name}`, `${name}, lowest first`],
    [`figure:${name}:most`, `${name}, highest first`],
  ]);
  const failures = Object.keys(file.finished?.failedByCode ?? {});
  return html`<form class="filters" id="filters" action="${addresses.images(place, file.run)}">
    <fieldset>
      <legend>Maps</legend>
      ${methodField(file.request.methods, view.method)}
      ${slots(file.request.classes) > 1 ? select('slot', 'class', slotOptions(slots(file.request.classes)), view.slot) : undefined}
      ${coloursField(view.colours)} ${opacityField(view.opacity)}
    </fieldset>
    <fieldset>
      <legend>Images</legend>
      ${select('order', 'order', [...(Object.entries(orders) as Option[]), ...figureOrders], view.order)}
      ${select('verdict', 'show', Object.entries(verdicts), view.verdict)}
      ${choices.labels.length === 0 ? undefined : select('label', 'true class', classes(choices.labels), view.label)}
      ${select('predicted', 'predicted class', classes(choices.predicted), view.predicted)}
      ${failures.length === 0 ? undefined : select('code', 'failure', [['', 'any'], ...failures.map((code): Option => [code, code])], view.code)}
      ${numberField('least', 'confidence from', view.least, 1)} ${numberField('most', 'to', view.most, 1)}
      ${choices.figures.length === 0 ? undefined : figureFilter(choices.figures, view)}
      <div class="field">
        <label for="find">name holds</label>
        <input id="find" name="find" value="${view.find ?? ''}" size="12" />
      </div>
    </fieldset>
    <button class="primary">Show</button>
    <a class="button" href="${addresses.images(place, file.run)}">All</a>
  </form>`;
}

const figureFilter = (figures: readonly string[], view: GalleryView): Html =>
  html`${select('figure', 'figure', [['', 'none'], ...figures.map((name): Option => [name, name])], view.figure)}
  ${numberField('over', 'from', view.over)} ${numberField('under', 'to', view.under)}`;

const slots = (classes: RunPlace['file']['request']['classes']): number =>
  Array.isArray(classes) ? classes.length : classes.startsWith('top') ? Number(classes.slice(3)) : 1;

const slotOptions = (most: number): Option[] =>
  Array.from({ length: most }, (_, slot): Option => [String(slot), `no. ${slot + 1}`]);

const numberField = (name: string, label: string, value: number | undefined, most?: number): Html =>
  html`<div class="field">
    <label for="${name}">${label}</label>
    <input
      id="${name}"
      name="${name}"
      inputmode="decimal"
      size="5"
      value="${value ?? ''}"
      placeholder="${most === 1 ? '0 to 1' : ''}"
    />
  </div>`;
