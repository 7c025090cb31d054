import { html, type Html } from '../../report/html.ts';

/** A table that scrolls by itself where the page is narrow. @param of what its rows are; @param columns by their headings */
export const table = (
  of: string,
  columns: Readonly<Record<string, 'text' | 'number'>>,
  rows: readonly Html[],
): Html =>
  html`<div class="scroll" tabindex="0" role="region" aria-label="Table of ${of}">
    <table>
      <thead>
        <tr>
          ${Object.entries(columns).map(([heading, kind]) =>
            kind === 'number'
              ? html`<th scope="col" class="number">${heading}</th>`
              : html`<th scope="col">${heading}</th>`,
          )}
        </tr>
      </thead>
      <tbody>
        ${rows}
      </tbody>
    </table>
  </div>`;
