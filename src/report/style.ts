/** The page's only style sheet: light and dark by the reader's setting, one column on a phone; on paper light, and nothing folded away. */
export const style = `
:root {
  --paper: #fbfbfa; --card: #fff; --ink: #1b1b1f; --quiet: #65656f; --line: #e4e4e7; --accent: #2f6fb2;
  --wash: #eef2f7; --alarm: #a8321f; --alarm-wash: #fbeeea;
}
@media screen and (prefers-color-scheme: dark) {
  :root {
    --paper: #141416; --card: #1c1c1f; --ink: #ececf0; --quiet: #a0a0ab; --line: #313136; --accent: #7fb2e8;
    --wash: #26282d; --alarm: #f19a88; --alarm-wash: #33211d;
  }
}
* { box-sizing: border-box; }
body {
  margin: 0; background: var(--paper); color: var(--ink);
  font: 15px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", sans-serif;
}
main { max-width: 78rem; margin: 0 auto; padding: 2.5rem 1.25rem 1rem; }
h1 { font-size: 1.75rem; line-height: 1.2; margin: 0; letter-spacing: -0.01em; overflow-wrap: anywhere; }
h2 { font-size: 1.15rem; margin: 0 0 0.75rem; }
h3 { font-size: 1rem; margin: 0; overflow-wrap: anywhere; }
h4 { font-size: 0.9rem; margin: 0 0 0.4rem; font-weight: 600; }
p { margin: 0; }
section { margin-top: 2.5rem; }
code { font: 0.9em/1.4 ui-monospace, "SF Mono", Menlo, Consolas, monospace; overflow-wrap: anywhere; }
a { color: var(--accent); }
.lead { color: var(--quiet); margin-top: 0.35rem; overflow-wrap: anywhere; }
.quiet, .note, figcaption, footer { color: var(--quiet); }
.note { margin-bottom: 0.75rem; }
.warning { color: var(--alarm); margin-top: 0.75rem; }
.tiles { display: flex; flex-wrap: wrap; gap: 0.75rem; margin: 1.5rem 0 0; }
.tile { background: var(--card); border: 1px solid var(--line); border-radius: 10px; padding: 0.6rem 1rem; min-width: 8rem; flex: 0 1 10rem; }
.tile dt { color: var(--quiet); font-size: 0.85rem; }
.tile dd { margin: 0; font-size: 1.5rem; line-height: 1.3; font-weight: 600; font-variant-numeric: tabular-nums; }
.tile.alarming { background: var(--alarm-wash); }
.tile.alarming dd { color: var(--alarm); }
.heading { display: flex; flex-wrap: wrap; align-items: baseline; justify-content: space-between; gap: 0 1rem; }
.scale { display: flex; align-items: center; gap: 0.5rem; color: var(--quiet); font-size: 0.8rem; }
.scale i {
  width: 7rem; height: 0.55rem; border-radius: 3px;
  background: linear-gradient(90deg, #000080, #0000ff 12%, #00ffff 37%, #7fff7f 50%, #ffff00 63%, #ff0000 88%, #800000);
}
article {
  display: grid; grid-template-columns: 15rem minmax(0, 1fr); gap: 1.5rem; padding: 1.25rem;
  background: var(--card); border: 1px solid var(--line); border-radius: 12px; margin-bottom: 1rem;
}
.bars { list-style: none; margin: 0.75rem 0 0; padding: 0; display: grid; gap: 0.45rem; }
.bars li { display: grid; grid-template-columns: minmax(0, 1fr) auto; column-gap: 0.75rem; font-size: 0.9rem; line-height: 1.35; }
.bars b { font-weight: 600; font-variant-numeric: tabular-nums; }
.bars i { grid-column: 1 / -1; height: 4px; border-radius: 2px; background: var(--wash); margin-top: 0.15rem; overflow: hidden; }
.bars i::before { content: ""; display: block; height: 100%; width: var(--share); background: var(--accent); border-radius: 2px; }
.row { display: grid; grid-template-columns: repeat(auto-fit, minmax(11rem, 1fr)); gap: 0.75rem; }
.row + h4 { margin-top: 1rem; }
figure { margin: 0; max-width: 18rem; }
figure img, .missing { display: block; width: 100%; border-radius: 6px; background: var(--wash); }
.missing { aspect-ratio: 1; display: grid; place-items: center; color: var(--quiet); font-size: 0.8rem; text-align: center; padding: 0.5rem; }
figcaption { font-size: 0.82rem; margin-top: 0.3rem; }
.badge { background: var(--alarm-wash); color: var(--alarm); border-radius: 4px; padding: 0 0.35rem; }
.failures { background: var(--alarm-wash); border-radius: 12px; padding: 1.25rem; }
.failures h2 { margin-bottom: 0.25rem; }
.means { list-style: none; margin: 0.75rem 0 0; padding: 0; display: flex; flex-wrap: wrap; gap: 0.75rem; }
.means li { background: var(--card); border: 1px solid var(--line); border-radius: 10px; padding: 0.75rem; max-width: 100%; }
.means h3 { font-size: 0.9rem; max-width: 18rem; }
.means p { font-size: 0.82rem; }
.mean { display: flex; flex-wrap: wrap; gap: 0.75rem; margin-top: 0.5rem; }
.mean figure { width: 7rem; }
details + details { margin-top: 0.5rem; }
summary { cursor: pointer; }
.failures ul { margin: 0.4rem 0 0.8rem; padding-left: 1.25rem; }
.failures li { margin-top: 0.25rem; overflow-wrap: anywhere; }
.columns { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(22rem, 100%), 1fr)); gap: 0 3rem; }
.columns > * { min-width: 0; }
.columns .bars { margin-top: 0; }
table { border-collapse: collapse; width: 100%; font-size: 0.9rem; }
th, td { text-align: left; padding: 0.4rem 0.75rem 0.4rem 0; border-bottom: 1px solid var(--line); }
th { color: var(--quiet); font-weight: 500; }
small { font-size: 0.85em; }
.scroll { overflow-x: auto; }
.number { text-align: right; font-variant-numeric: tabular-nums; }
th:last-child, td:last-child { padding-right: 0; }
.facts { display: grid; gap: 0.4rem; margin: 0; font-size: 0.9rem; }
.facts div { display: grid; grid-template-columns: 10rem minmax(0, 1fr); gap: 1rem; }
.facts dt { color: var(--quiet); }
.facts dd { margin: 0; overflow-wrap: anywhere; }
.notes { font-size: 0.9rem; color: var(--quiet); padding-left: 1.25rem; }
footer { max-width: 78rem; margin: 0 auto; padding: 2rem 1.25rem 2.5rem; font-size: 0.82rem; overflow-wrap: anywhere; }
@media (max-width: 46rem) {
  main { padding-top: 1.5rem; }
  .tile { flex: 1 1 40%; min-width: 0; }
  article { grid-template-columns: minmax(0, 1fr); gap: 1rem; padding: 1rem; }
  .row { grid-template-columns: repeat(2, minmax(0, 1fr)); gap: 0.6rem; }
  .facts div { grid-template-columns: minmax(0, 1fr); gap: 0; }
  .means li { flex: 1 1 100%; }
  .mean figure { width: 5.5rem; }
}
@media print {
  article, .means li, figure, tr { break-inside: avoid; }
  h2, h3, h4, summary { break-after: avoid; }
  body { background: #fff; }
  details::details-content { content-visibility: visible; }
}
`;
