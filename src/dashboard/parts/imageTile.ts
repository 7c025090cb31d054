/** An image among others: its picture, what was predicted, and the figure that it is ordered by. */
import { percent } from '../../report/format.ts';
import { html, type Html } from '../../report/html.ts';
import { addresses } from '../addresses.ts';
import type { GalleryImage } from '../index/gallery.ts';
import { imageQuery, type GalleryView } from '../index/view.ts';
import type { RunPlace } from '../routes/ofRun.ts';
import { nameOfClass, stack } from './stack.ts';

export function imageTile(found: RunPlace, view: GalleryView, image: GalleryImage, figureName: string): Html {
  const { place, file } = found;
  const address = addresses.image(place, file.run, imageQuery(view, image.key));
  return html`<li>
    <a class="image-tile" href="${address}">
      ${
        image.ok
          ? stack(found, {
              ...view,
              key: image.key,
              pixels: 224,
              alt: image.key,
              withMap: true,
              generation: image.generation,
            })
          : html`<span class="stack missing">${image.code ?? 'failed'}</span>`
      }
      <span class="caption">${caption(found, image, figureName)}</span>
    </a>
  </li>`;
}

function caption(found: RunPlace, image: GalleryImage, figureName: string): Html {
  const { predicted, probability, figure } = image;
  if (predicted === null || probability === null) return html`<span class="quiet">${image.key}</span>`;
  return html`<span class="caption-class">${nameOfClass(found, predicted)}</span>
    <span class="number">${percent(probability)} ${verdict(found, image)}</span>
    ${figure === null ? undefined : html`<span class="quiet caption-figure">${figureName} ${figure.toPrecision(3)}</span>`}`;
}

function verdict(found: RunPlace, { predicted, label }: GalleryImage): Html | undefined {
  if (label === null) return undefined;
  return label === predicted
    ? html`<span class="right" title="predicted rightly">✓<span class="hidden"> right</span></span>`
    : html`<span class="alarm" title="labelled ${nameOfClass(found, label)}"
        >✕<span class="hidden"> wrong</span></span
      >`;
}
