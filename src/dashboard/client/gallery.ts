/** The gallery: further pages as one scrolls, pages out of sight without their pictures, and arrow keys. */
import { isTyping, startDrawing } from './drawing.ts';
import { followKeys } from './followKeys.ts';

const gallery = document.getElementById('gallery');
const pager = document.querySelector<HTMLElement>('.pager');
const now = document.getElementById('page-now');
const pages = Number(gallery?.dataset['pages'] ?? 0);
/** Markup of pages that were taken out, by number. */
const asleep = new Map<string, string>();
let loading = false;

/** A page far from the window is a box of its height. */
const nearness = new IntersectionObserver(
  (entries) => {
    for (const { target, isIntersecting, boundingClientRect } of entries) {
      if (!(target instanceof HTMLElement)) continue;
      const page = target.dataset['page'] ?? '';
      if (isIntersecting) wake(target, page);
      else if (boundingClientRect.height > 0) putToSleep(target, page, boundingClientRect.height);
    }
  },
  { rootMargin: '3000px 0px' },
);

function wake(list: HTMLElement, page: string): void {
  const markup = asleep.get(page);
  if (markup === undefined) return;
  asleep.delete(page);
  list.innerHTML = markup;
  list.style.height = '';
}

function putToSleep(list: HTMLElement, page: string, height: number): void {
  if (asleep.has(page) || list.contains(document.activeElement)) return;
  asleep.set(page, list.innerHTML);
  list.style.height = `${height}px`;
  list.replaceChildren();
}

async function loadNext(): Promise<void> {
  const last = gallery?.querySelector<HTMLElement>('[data-page]:last-of-type');
  const next = Number(last?.dataset['page'] ?? 0) + 1;
  if (loading || gallery === null || next > pages) return;
  loading = true;
  try {
    const address = new URL(gallery.dataset['more'] ?? '', location.href);
    address.searchParams.set('page', String(next));
    const answer = await fetch(address);
    if (!answer.ok) return;
    gallery.insertAdjacentHTML('beforeend', await answer.text());
    const list = gallery.querySelector<HTMLElement>(`[data-page="${next}"]`);
    if (list !== null) nearness.observe(list);
    if (now !== null) now.textContent = `Pages up to ${next} of ${pages}`;
  } finally {
    loading = false;
  }
}

/** Tiles beside and below, by where they are on the screen. */
function move(from: HTMLElement, key: string): void {
  const tiles = [...document.querySelectorAll<HTMLElement>('.image-tile')];
  const at = tiles.indexOf(from);
  const top = tiles[0]?.offsetTop;
  const perRow = Math.max(
    1,
    tiles.findIndex((tile) => tile.offsetTop !== top),
  );
  const steps: Readonly<Record<string, number>> = {
    ArrowLeft: -1,
    ArrowRight: 1,
    ArrowUp: -perRow,
    ArrowDown: perRow,
  };
  tiles[at + (steps[key] ?? 0)]?.focus();
}

startDrawing();
followKeys({ Escape: 'up' });
if (gallery !== null && pages > 0) {
  for (const list of gallery.querySelectorAll('[data-page]')) nearness.observe(list);
  if (pager !== null) {
    new IntersectionObserver((entries) => entries.some((one) => one.isIntersecting) && void loadNext(), {
      rootMargin: '1500px 0px',
    }).observe(pager);
  }
  addEventListener('keydown', (event) => {
    if (!event.key.startsWith('Arrow') || event.ctrlKey || event.metaKey || event.altKey) return;
    const { target } = event;
    if (isTyping(target) || target instanceof HTMLInputElement) return;
    const tile = target instanceof HTMLElement ? target.closest<HTMLElement>('.image-tile') : null;
    if (tile !== null) move(tile, event.key);
    else if (event.key === 'ArrowRight') document.querySelector<HTMLElement>('.image-tile')?.focus();
    else return;
    event.preventDefault();
  });
}
// A filter is for its whole sentence; what only changes the drawing is applied at once.
for (const name of ['method', 'slot', 'colours', 'order', 'verdict']) {
  document.getElementById(name)?.addEventListener('change', () => {
    document.querySelector<HTMLFormElement>('#filters')?.requestSubmit();
  });
}
