/** Keys that stand for links of the page. */
import { isTyping } from './drawing.ts';

/** @param links key → id of the link */
export function followKeys(links: Readonly<Record<string, string>>): void {
  addEventListener('keydown', (event) => {
    const onSlider = event.target instanceof HTMLInputElement;
    if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target) || onSlider) return;
    const id = links[event.key];
    if (id !== undefined) document.getElementById(id)?.click();
  });
}
