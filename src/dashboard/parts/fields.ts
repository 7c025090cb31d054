/** Pieces of forms that several pages have. */
import { colourMapNames, type ColourMapName } from '../../imaging/colourMap.ts';
import { methodTitle } from '../../report/format.ts';
import { html, type Html } from '../../report/html.ts';

export type Option = readonly [value: string, text: string];

export const optionList = (options: readonly Option[], chosen: string): Html[] =>
  options.map(([value, text]) =>
    value === chosen
      ? html`<option value="${value}" selected>${text}</option>`
      : html`<option value="${value}">${text}</option>`,
  );

export const select = (
  name: string,
  label: string,
  options: readonly Option[],
  chosen: string | number | undefined,
): Html =>
  html`<div class="field">
    <label for="${name}">${label}</label>
    <select id="${name}" name="${name}">
      ${optionList(options, chosen === undefined ? '' : String(chosen))}
    </select>
  </div>`;

/** Which maps are drawn, and how; the names are those of a view. */
export const methodField = (methods: readonly string[], chosen: string | undefined): Html =>
  select(
    'method',
    'method',
    methods.map((id): Option => [id, methodTitle(id)]),
    chosen,
  );

export const coloursField = (chosen: ColourMapName): Html =>
  select(
    'colours',
    'colours',
    colourMapNames.map((name): Option => [name, name]),
    chosen,
  );

/** Of the maps over their photographs, percent; `client/drawing.ts` acts on it. */
export const opacityField = (opacity: number): Html =>
  html`<div class="field">
    <label for="opacity">opacity</label>
    <input type="range" id="opacity" name="opacity" min="0" max="100" step="5" value="${opacity}" />
  </div>`;
