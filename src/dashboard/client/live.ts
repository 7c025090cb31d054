/** Keeps the parts of a page up to date: the server sends their markup, by id, when it has changed. */
const state = document.getElementById('live-state');
const address = state?.dataset['events'];

if (state !== null && address !== undefined) {
  const events = new EventSource(address);
  events.addEventListener('open', () => tell('live'));
  events.addEventListener('error', () => tell('connection lost, trying again'));
  events.addEventListener('parts', (event) => {
    const parts: unknown = JSON.parse(event.data as string);
    if (typeof parts !== 'object' || parts === null) return;
    for (const [id, markup] of Object.entries(parts)) if (typeof markup === 'string') replace(id, markup);
  });
  // A page that is left must not hold one of the browser's few connections.
  addEventListener('pagehide', () => events.close());
  addEventListener('pageshow', (event) => {
    if (event.persisted) location.reload();
  });
}

function tell(text: string): void {
  if (state === null || state.textContent === text) return;
  state.textContent = text;
  state.classList.toggle('on', text === 'live');
}

/** The element that had the focus has it again where the new markup still holds it. */
function replace(id: string, markup: string): void {
  const part = document.getElementById(id);
  if (part === null) return;
  const active = document.activeElement;
  const focused = active !== null && part.contains(active) ? active : undefined;
  const link = focused?.getAttribute('href');
  const open = [...part.querySelectorAll('details')].map((details) => details.open);
  // Markup of this server, in which every value is escaped, as in the page itself.
  part.innerHTML = markup;
  part.querySelectorAll('details').forEach((details, index) => (details.open = open[index] ?? details.open));
  if (focused === undefined) return;
  const again =
    focused.id === ''
      ? [...part.querySelectorAll('a')].find((one) => one.getAttribute('href') === link)
      : document.getElementById(focused.id);
  again?.focus({ preventScroll: true });
}
