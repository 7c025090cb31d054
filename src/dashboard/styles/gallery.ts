/** How much of a map is seen is a class: pages hold no styles. */
const opacities = Array.from(
  { length: 21 },
  (_, step) => `.opacity-${step * 5} { --opacity: ${step / 20}; }`,
).join('\n');

export const gallery = `
${opacities}
.filters { display: flex; flex-wrap: wrap; gap: 0.75rem; align-items: end; margin-top: 1rem; }
.filters fieldset { display: flex; flex-wrap: wrap; gap: 0.5rem 0.75rem; border: 1px solid var(--line); border-radius: 10px; margin: 0; padding: 0.3rem 0.75rem 0.6rem; background: var(--card); min-width: 0; }
.filters legend { font-size: 0.8rem; color: var(--quiet); padding: 0 0.3rem; }
.field { display: grid; gap: 0.1rem; }
.field select { max-width: 13rem; }
input[type="range"] { padding: 0.3rem 0; accent-color: var(--accent); width: 8rem; }
#gallery { margin-top: 1rem; }
.tiles-of-images { list-style: none; margin: 0 0 0.75rem; padding: 0; display: grid; gap: 0.75rem; grid-template-columns: repeat(auto-fill, minmax(10.5rem, 1fr)); }
.nearest-own { width: 10.5rem; margin-bottom: 1rem; border: 2px solid var(--accent); border-radius: 10px; overflow: hidden; }
.image-tile { display: block; color: inherit; text-decoration: none; background: var(--card); border: 1px solid var(--line); border-radius: 10px; overflow: hidden; }
.image-tile:hover { border-color: var(--accent); }
.stack { display: block; position: relative; background: var(--wash); }
.stack img { display: block; width: 100%; height: auto; }
.stack .heat { position: absolute; inset: 0; height: 100%; opacity: var(--opacity, 0.5); }
.without-maps .heat { opacity: 0; }
.stack.missing { aspect-ratio: 1; display: grid; place-items: center; color: var(--alarm); font-size: 0.85rem; padding: 0.5rem; overflow-wrap: anywhere; text-align: center; }
.caption { display: flex; flex-wrap: wrap; justify-content: space-between; gap: 0 0.5rem; padding: 0.4rem 0.6rem; font-size: 0.88rem; }
.caption-class { overflow: hidden; text-overflow: ellipsis; white-space: nowrap; min-width: 0; max-width: 100%; }
.caption .quiet { min-width: 0; overflow-wrap: anywhere; }
.caption-figure { flex-basis: 100%; }
.right { color: var(--good); }
.hidden { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.pager, .steps { display: flex; flex-wrap: wrap; align-items: center; gap: 0.5rem 1rem; margin-top: 0.5rem; }
.steps { gap: 0.5rem; margin: 0; }
.keys { margin-top: 1rem; font-size: 0.85rem; }
kbd { font: 0.85em ui-monospace, monospace; border: 1px solid var(--line); border-radius: 4px; padding: 0 0.3rem; background: var(--card); }
.image-head { display: grid; grid-template-columns: minmax(0, 22rem) minmax(0, 30rem); gap: 2rem; margin-top: 1rem; }
figure { margin: 0; }
.photo .stack, .maps .stack { border-radius: 8px; overflow: hidden; }
figcaption { font-size: 0.88rem; margin-top: 0.35rem; overflow-wrap: anywhere; }
.answer { list-style: none; margin: 0; padding: 0; display: grid; gap: 0.5rem; }
.answer li { display: grid; grid-template-columns: minmax(0, 1fr) auto; gap: 0 0.75rem; }
.answer svg { grid-column: 1 / -1; width: 100%; height: 5px; border-radius: 3px; background: var(--wash); }
.answer rect { fill: var(--bar); }
.drawing { display: flex; flex-wrap: wrap; gap: 0.5rem 1rem; align-items: end; }
.button.chosen { border-color: var(--accent); color: var(--accent); font-weight: 600; }
.maps { display: grid; gap: 1rem; grid-template-columns: repeat(auto-fill, minmax(13rem, 1fr)); margin-bottom: 1.25rem; }
.map-figures { display: grid; gap: 0 1rem; margin: 0.25rem 0; }
.map-figures div { display: flex; justify-content: space-between; gap: 0.5rem; }
.map-figures dt { color: var(--quiet); }
.map-figures dd { margin: 0; font-variant-numeric: tabular-nums; }
pre.card { overflow-x: auto; max-height: 26rem; white-space: pre-wrap; margin: 0; }
@media (max-width: 46rem) {
  .tiles-of-images { grid-template-columns: repeat(2, minmax(0, 1fr)); gap: 0.5rem; }
  .maps { grid-template-columns: repeat(2, minmax(0, 1fr)); }
  .image-head { grid-template-columns: minmax(0, 1fr); gap: 1rem; }
}
`;
