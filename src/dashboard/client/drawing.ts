/** Opacity of the maps, on a page that has them. */
const area = document.getElementById('gallery');
const slider = document.querySelector<HTMLInputElement>('#opacity');

/** Percent; the address keeps it, so that a copied one shows the same. */
function setOpacity(percent: number): void {
  const whole = Math.min(100, Math.max(0, percent));
  area?.style.setProperty('--opacity', String(whole / 100));
  area?.classList.remove('without-maps');
  if (slider !== null) slider.value = String(whole);
  const address = new URL(location.href);
  address.searchParams.set('opacity', String(whole));
  history.replaceState(null, '', address);
}

const step = 10;
const keys: Readonly<Record<string, () => void>> = {
  o: () => area?.classList.toggle('without-maps'),
  '+': () => setOpacity(Number(slider?.value ?? 50) + step),
  '=': () => setOpacity(Number(slider?.value ?? 50) + step),
  '-': () => setOpacity(Number(slider?.value ?? 50) - step),
};

/** Whether a key is meant for a field. */
export const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && target.matches('input:not([type="range"]), select, textarea');

export function startDrawing(): void {
  slider?.addEventListener('input', () => setOpacity(Number(slider.value)));
  addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
    keys[event.key]?.();
  });
}
