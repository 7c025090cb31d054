/** The frame of every page. */
import { html, type Html } from '../../report/html.ts';
import { version } from '../../config/version.ts';
import { addresses } from '../addresses.ts';

export interface PageFrame {
  readonly title: string;
  /** Names and addresses of the pages above this one. */
  readonly trail?: readonly (readonly [name: string, address: string])[];
  /** Of `client/`, without its end. */
  readonly scripts?: readonly string[];
  /** Address of the events that keep the page's parts up to date. */
  readonly events?: string;
  readonly body: Html;
  /** Where a session can be ended. */
  readonly logout?: Html | undefined;
}

/** A page as text. */
export function pageOf({ title, trail = [], scripts = [], events, body, logout }: PageFrame): string {
  const all = events === undefined ? scripts : ['live', ...scripts];
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>${title} · camline</title>
        <link rel="icon" href="${addresses.icon}" type="image/svg+xml" />
        <link rel="stylesheet" href="${addresses.style}" />
        ${all.map((name) => html`<script type="module" src="${addresses.script(name)}"></script>`)}
      </head>
      <body>
        <a class="skip" href="#main">Skip to content</a>
        <header class="top">
          <nav aria-label="Pages">
            <a class="brand" href="${addresses.overview}">camline</a>
            <a class="nav" href="${addresses.audits}">Audits</a>
            ${trail.map(([name, address]) => html`<span class="step"><a href="${address}">${name}</a></span>`)}
          </nav>
          ${
            events === undefined
              ? undefined
              : html`<p class="pulse" id="live-state" role="status" data-events="${events}">not live</p>`
          }
          ${logout}
        </header>
        <main id="main" tabindex="-1">${body}</main>
        <footer>camline ${version}</footer>
      </body>
    </html> `.markup;
}
