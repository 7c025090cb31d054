/** HTML by tagged template: every value is escaped unless it came out of `html` itself. */

/** Markup that is safe to put into a page as it is. */
export class Html {
  readonly markup: string;
  constructor(markup: string) {
    this.markup = markup;
  }
}

type Value = Html | string | number | undefined | readonly Value[];

/** Undefined leaves nothing; arrays are joined. */
export function html(parts: TemplateStringsArray, ...values: readonly Value[]): Html {
  const rest = values.map((value, index) => render(value) + parts[index + 1]!);
  return new Html(parts[0]! + rest.join(''));
}

function render(value: Value): string {
  if (value === undefined) return '';
  if (value instanceof Html) return value.markup;
  return typeof value === 'object' ? value.map(render).join('') : escapeHtml(String(value));
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Also for quoted attributes. Control characters, which HTML forbids, and directional overrides become visible. */
export const escapeHtml = (text: string): string =>
  text
    .replace(/[&<>"']/g, (character) => entities[character]!)
    .replace(/(?![\t\n\r])\p{Cc}|[\u202a-\u202e\u2066-\u2069]|\p{Cs}/gu, '\ufffd');
