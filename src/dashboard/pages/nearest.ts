/** Images that the network sees as one image is seen: by the angle between their feature vectors. */
import { counted, list } from '../../report/format.ts';
import { html, type Html } from '../../report/html.ts';
import { addresses } from '../addresses.ts';
import type { GalleryImage } from '../index/gallery.ts';
import { imageQuery, type GalleryView } from '../index/view.ts';
import { coloursField, methodField, opacityField } from '../parts/fields.ts';
import { empty } from '../parts/figures.ts';
import { imageTile } from '../parts/imageTile.ts';
import { stack } from '../parts/stack.ts';
import type { RunPlace } from '../routes/ofRun.ts';

/** 'off': the run keeps no vectors; 'failed': the image has no answer; 'none' and 'zero' as a search tells them. */
export type WithoutNeighbours = 'off' | 'failed' | 'none' | 'zero';

export interface NearestPage {
  readonly found: RunPlace;
  readonly view: GalleryView;
  /** The one that the others are compared with. */
  readonly image: GalleryImage;
  /** The nearest first, each with its cosine as its figure. */
  readonly near: readonly GalleryImage[] | WithoutNeighbours;
  readonly settled: boolean;
}

export function nearestPage(page: NearestPage): Html {
  const { found, view, image, near, settled } = page;
  const { place, file } = found;
  const back = addresses.image(place, file.run, imageQuery(view, image.key));
  return html`<div class="heading">
      <h1>Nearest to <code>${image.key}</code></h1>
      <a class="button" id="up" href="${back}">The image</a>
    </div>
    ${typeof near === 'string' ? empty(reason(found, near)) : neighbours(page, near)}
    ${settled ? undefined : html`<p class="note">Records are still being read: there may be nearer ones.</p>`}`;
}

function neighbours({ found, view, image }: NearestPage, near: readonly GalleryImage[]): Html {
  return html`<p class="lead">
      The ${counted(near.length, 'image')} with the largest cosine between feature vectors: activations of
      ${list(found.file.layers)}, each channel's mean over its positions. 1 is the same direction, 0 nothing
      in common.
    </p>
    ${drawingForm(found, view, image.key)}
    <div id="gallery" class="opacity-${view.opacity}" data-pages="1">
      <div class="nearest-own">
        ${stack(found, { ...view, key: image.key, pixels: 224, alt: `${image.key}, the image itself`, withMap: true, generation: image.generation })}
      </div>
      ${
        near.length === 0
          ? empty('No other image of this run has a feature vector.')
          : html`<ul class="tiles-of-images" data-page="1" aria-label="Nearest images, the nearest first">
              ${near.map((one) => imageTile(found, view, one, 'cosine'))}
            </ul>`
      }
    </div>
    <p class="note keys">
      Keys: <kbd>←</kbd> <kbd>→</kbd> <kbd>↑</kbd> <kbd>↓</kbd> move, <kbd>Enter</kbd> opens,
      <kbd>Esc</kbd> goes back to the image, <kbd>o</kbd> takes the maps away and back, <kbd>+</kbd>
      <kbd>−</kbd> their opacity.
    </p>`;
}

function drawingForm({ place, file }: RunPlace, view: GalleryView, key: string): Html {
  return html`<form class="filters" id="filters" action="${addresses.nearest(place, file.run)}">
    <input type="hidden" name="key" value="${key}" />
    ${methodField(file.request.methods, view.method)} ${coloursField(view.colours)}
    ${opacityField(view.opacity)}
    <button>Show</button>
  </form>`;
}

function reason({ file }: RunPlace, why: WithoutNeighbours): string {
  const reasons: Readonly<Record<WithoutNeighbours, string>> = {
    off:
      `${file.run} keeps no feature vectors, which images are compared by. Run the same images with ` +
      `--outputs ${[...file.request.outputs, 'features'].join(',')} and another --run: about 2.5 kB an image more for 1 280 channels.`,
    failed: 'This image failed, so the network has not seen it and it has no feature vector.',
    none: 'The store holds no feature vector of this image: its file was taken away.',
    zero: 'Every channel of this image’s feature vector is zero: it points nowhere, and no image is nearer than another.',
  };
  return reasons[why];
}
