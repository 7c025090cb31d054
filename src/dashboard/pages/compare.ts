/** Two runs of the same images: what changed, and the maps that moved most. */
import { count, counted, methodTitle, percent } from '../../report/format.ts';
import { html, type Html } from '../../report/html.ts';
import { tile } from '../../report/tile.ts';
import { addresses } from '../addresses.ts';
import type { Comparison, MovedImage } from '../index/compare.ts';
import { optionList } from '../parts/fields.ts';
import { empty } from '../parts/figures.ts';
import { nameOfClass, stack } from '../parts/stack.ts';
import type { RunPlace } from '../routes/ofRun.ts';

export interface ComparedImage extends MovedImage {
  /** Rank correlation of the two maps; null where it is not defined or a map is not stored. */
  readonly likeness: number | null;
}

export interface ComparePage {
  readonly left: RunPlace;
  readonly right: RunPlace;
  readonly method: string;
  readonly methods: readonly string[];
  readonly comparison: Comparison;
  readonly images: readonly ComparedImage[];
}

export function comparePage(page: ComparePage): Html {
  const { left, right, comparison, images } = page;
  const { both, changed, confidence } = comparison;
  const points =
    confidence === null ? '–' : `${confidence >= 0 ? '+' : ''}${(100 * confidence).toFixed(2)} points`;
  return html`<h1>${left.file.run} and ${right.file.run}</h1>
    <p class="lead">${counted(both, 'image')} explained in both runs.</p>
    <dl class="tiles">
      ${tile('first class changed', both === 0 ? '–' : `${count(changed)} (${percent(changed / both)})`)}
      ${tile('confidence, same class', points)}
    </dl>
    <section aria-labelledby="moved-title">
      <div class="heading">
        <h2 id="moved-title">Maps that moved most</h2>
        ${methodForm(page)}
      </div>
      <p class="note">
        By how far the centre of mass moved, of maps for the same class; below each the rank correlation of
        the two maps. The slider shows ${left.file.run} on its left and ${right.file.run} on its right.
      </p>
      ${
        images.length === 0
          ? empty('No image has a map of this method for the same class in both runs.')
          : html`<ul class="pairs">
              ${images.map((image, at) => pair(page, image, at))}
            </ul>`
      }
    </section>`;
}

function methodForm({ left, right, method, methods }: ComparePage): Html {
  return html`<form class="compare-with" action="${addresses.compare(left.place, left.file.run)}">
    <input type="hidden" name="with" value="${right.file.run}" />
    <label for="method">method</label>
    <select id="method" name="method">
      ${optionList(
        methods.map((id) => [id, methodTitle(id)]),
        method,
      )}
    </select>
    <button>Show</button>
  </form>`;
}

function pair({ left, right, method }: ComparePage, image: ComparedImage, at: number): Html {
  const picture = (found: RunPlace, side: ComparedImage['left']): Html =>
    stack(found, {
      key: image.key,
      method,
      slot: 0,
      colours: 'jet',
      pixels: 448,
      alt: `${image.key} in ${found.file.run}`,
      withMap: true,
      generation: side.generation,
    });
  const answer = (found: RunPlace, { predicted, probability }: ComparedImage['left']): string =>
    `${nameOfClass(found, predicted)} ${percent(probability)}`;
  return html`<li class="card">
    <div class="pair opacity-50">
      <div class="before">${picture(left, image.left)}</div>
      <div class="after">${picture(right, image.right)}</div>
    </div>
    <label class="hidden" for="split-${at}">Share of ${left.file.run} that is shown of ${image.key}</label>
    <input class="split" id="split-${at}" type="range" min="0" max="100" value="50" />
    <p class="pair-words">
      <a href="${addresses.image(left.place, left.file.run, { key: image.key })}"
        ><code>${image.key}</code></a
      >
      <span>${answer(left, image.left)} → ${answer(right, image.right)}</span>
      <span class="quiet">
        moved ${image.moved === null ? '–' : percent(image.moved)}, rank correlation
        ${image.likeness === null ? '–' : image.likeness.toFixed(3)}
      </span>
    </p>
  </li>`;
}
