/** Buttons that give orders; only where they may be given. */
import { html, type Html } from '../../report/html.ts';

export interface Rights {
  /** The form token of the session; null where no order may be given. */
  readonly formToken: string | null;
}

export interface Action {
  readonly id: string;
  readonly label: string;
  readonly address: string;
  /** Further fields of the form. */
  readonly fields?: Readonly<Record<string, string>>;
  /** Orders that undo work look like it. */
  readonly danger?: true;
}

export function action(
  { formToken }: Rights,
  { id, label, address, fields = {}, danger }: Action,
): Html | undefined {
  if (formToken === null) return undefined;
  return html`<form method="post" action="${address}" class="action">
    <input type="hidden" name="form" value="${formToken}" />
    ${Object.entries(fields).map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}" />`)}
    <button id="${id}" class="${danger ? 'danger' : ''}">${label}</button>
  </form>`;
}
