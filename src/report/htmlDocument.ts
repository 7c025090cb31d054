/** The frame of pages that are one file, without scripts and without links to other hosts. Pure. */
import { html, Html } from './html.ts';

/** Nothing may be loaded: pictures are inside the page, styles too, and there is no script. */
const contentPolicy = "default-src 'none'; img-src data:; style-src 'unsafe-inline'";

interface Parts {
  readonly title: string;
  /** CSS. */
  readonly style: string;
  readonly main: Html;
  readonly footer: string;
}

export function htmlDocument({ title, style, main, footer }: Parts): string {
  const { markup } = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta http-equiv="Content-Security-Policy" content="${contentPolicy}" />
        <meta name="color-scheme" content="light dark" />
        <title>${title}</title>
        <style>
          ${new Html(style)}
        </style>
      </head>
      <body>
        <main>${main}</main>
        <footer>${footer}</footer>
      </body>
    </html> `;
  return markup;
}

/** Names and values of what a page stands on. */
export const factList = (facts: readonly (readonly [name: string, value: string])[]): Html =>
  html`<dl class="facts">
    ${facts.map(
      ([name, value]) =>
        html`<div>
          <dt>${name}</dt>
          <dd>${value}</dd>
        </div>`,
    )}
  </dl>`;
