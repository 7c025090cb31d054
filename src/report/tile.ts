import { html, type Html } from './html.ts';

/** One figure with its name, inside `<dl class="tiles">`. */
export const tile = (name: string, value: Html | string, alarming = false): Html =>
  html`<div class="tile${alarming ? ' alarming' : ''}">
    <dt>${name}</dt>
    <dd>${value}</dd>
  </div>`;
