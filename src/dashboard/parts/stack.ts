/** A photograph with a map over it, as two pictures: how much of the map is seen is the browser's affair. */
import { className } from '../../report/format.ts';
import { html, type Html } from '../../report/html.ts';
import { addresses } from '../addresses.ts';
import type { GalleryView } from '../index/view.ts';
import type { RunPlace } from '../routes/ofRun.ts';

export interface StackOptions {
  readonly key: string;
  readonly method?: string | undefined;
  readonly slot: number;
  readonly colours: GalleryView['colours'];
  readonly pixels: number;
  /** What the picture shows; a text for those who do not see it. */
  readonly alt: string;
  /** False for the photograph alone. */
  readonly withMap: boolean;
  /** A retry may have drawn the map anew: its generation is part of the address. */
  readonly generation: number;
}

export function stack({ place, file }: RunPlace, options: StackOptions): Html {
  const { key, method, slot, colours, pixels, alt, withMap, generation } = options;
  const { width, height } = file.request.card.input;
  const created = Date.parse(file.createdAt).toString(36);
  const shared = { key, pixels, of: `${created}.${generation}` };
  return html`<span class="stack">
    <img
      src="${addresses.photo(place, file.run, shared)}"
      alt="${alt}"
      width="${width}"
      height="${height}"
      loading="lazy"
      decoding="async"
    />
    ${
      withMap
        ? html`<img
            class="heat"
            src="${addresses.map(place, file.run, { ...shared, method, slot, colours })}"
            alt=""
            width="${width}"
            height="${height}"
            loading="lazy"
            decoding="async"
          />`
        : undefined
    }
  </span>`;
}

/** "tabby", or "class 281". */
export const nameOfClass = ({ file }: RunPlace, index: number): string =>
  className(index, file.request.card.labels?.[index]);
