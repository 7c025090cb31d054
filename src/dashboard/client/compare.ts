/** Two pictures in one place: how much of the left one is seen. */
for (const slider of document.querySelectorAll<HTMLInputElement>('.split')) {
  const pair = slider.closest('li')?.querySelector<HTMLElement>('.pair');
  slider.addEventListener('input', () => pair?.style.setProperty('--split', `${slider.value}%`));
}
