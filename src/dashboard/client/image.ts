/** One image: arrow keys go through the images of the view. */
import { isTyping, startDrawing } from './drawing.ts';

const links: Readonly<Record<string, string>> = {
  ArrowLeft: 'before',
  ArrowRight: 'after',
  Escape: 'gallery-link',
};

startDrawing();
addEventListener('keydown', (event) => {
  const onSlider = event.target instanceof HTMLInputElement;
  if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target) || onSlider) return;
  const id = links[event.key];
  if (id !== undefined) document.getElementById(id)?.click();
});
