/** What all pages share. */
export const frame = `
* { box-sizing: border-box; }
html { scroll-padding-top: 4rem; }
body {
  margin: 0; background: var(--paper); color: var(--ink);
  font: 15px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", sans-serif;
}
main { max-width: 84rem; margin: 0 auto; padding: 1.5rem 1.25rem 2rem; outline: none; }
h1 { font-size: 1.6rem; line-height: 1.25; margin: 0; letter-spacing: -0.01em; overflow-wrap: anywhere; }
h2 { font-size: 1.15rem; margin: 0 0 0.75rem; }
h3 { font-size: 1rem; margin: 0 0 0.5rem; overflow-wrap: anywhere; }
p { margin: 0; }
section { margin-top: 2.25rem; }
code, pre { font: 0.88em/1.5 ui-monospace, "SF Mono", Menlo, Consolas, monospace; overflow-wrap: anywhere; }
a { color: var(--accent); }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; border-radius: 4px; }
.skip { position: absolute; left: -100rem; }
.skip:focus { left: 1rem; top: 0.5rem; z-index: 10; background: var(--card); padding: 0.4rem 0.8rem; }
.top {
  position: sticky; top: 0; z-index: 5; display: flex; flex-wrap: wrap; gap: 0.25rem 1rem; align-items: center;
  padding: 0.6rem 1.25rem; background: var(--card); border-bottom: 1px solid var(--line);
}
.top nav { display: flex; flex-wrap: wrap; gap: 0 0.5rem; margin-right: auto; min-width: 0; }
.brand { font-weight: 700; text-decoration: none; color: var(--ink); }
.nav { color: var(--ink); }
.step { overflow-wrap: anywhere; }
.step::before { content: "/"; color: var(--quiet); margin-right: 0.5rem; }
.pulse { font-size: 0.85rem; color: var(--quiet); }
.pulse::before { content: ""; display: inline-block; width: 0.55rem; height: 0.55rem; border-radius: 50%; margin-right: 0.4rem; background: var(--quiet); }
.pulse.on { color: var(--good); }
.pulse.on::before { background: var(--good); }
footer { max-width: 84rem; margin: 0 auto; padding: 1rem 1.25rem 2rem; color: var(--quiet); font-size: 0.85rem; }
.lead, .quiet, .note, figcaption { color: var(--quiet); }
.lead { margin-top: 0.3rem; overflow-wrap: anywhere; }
.note { margin-bottom: 0.6rem; }
.warning { color: var(--alarm); background: var(--alarm-wash); border-radius: 8px; padding: 0.5rem 0.8rem; margin-top: 0.75rem; overflow-wrap: anywhere; }
.alarm { color: var(--alarm); }
.empty { color: var(--quiet); background: var(--card); border: 1px dashed var(--line); border-radius: 10px; padding: 1.25rem; text-align: center; }
.heading { display: flex; flex-wrap: wrap; align-items: baseline; justify-content: space-between; gap: 0.25rem 1rem; margin-bottom: 0.5rem; }
.heading h2 { margin: 0; }
.tiles { display: flex; flex-wrap: wrap; gap: 0.75rem; margin: 1.25rem 0 0; }
.tile { background: var(--card); border: 1px solid var(--line); border-radius: 10px; padding: 0.55rem 1rem; min-width: 8rem; flex: 0 1 11rem; }
.tile dt { color: var(--quiet); font-size: 0.85rem; }
.tile dd { margin: 0; font-size: 1.4rem; line-height: 1.3; font-weight: 600; font-variant-numeric: tabular-nums; overflow-wrap: anywhere; }
.tile.alarming { background: var(--alarm-wash); }
.tile.alarming dd { color: var(--alarm); }
.number { text-align: right; font-variant-numeric: tabular-nums; }
.scroll { overflow-x: auto; background: var(--card); border: 1px solid var(--line); border-radius: 10px; }
.scroll table { min-width: 44rem; }
table { border-collapse: collapse; width: 100%; font-size: 0.9rem; }
th, td { text-align: left; padding: 0.45rem 0.75rem; border-bottom: 1px solid var(--line); vertical-align: top; }
tbody tr:last-child > * { border-bottom: 0; }
th { font-weight: 600; }
thead th { color: var(--quiet); font-weight: 500; white-space: nowrap; }
th.number, td.number { text-align: right; }
button, .button {
  font: inherit; font-size: 0.9rem; padding: 0.35rem 0.8rem; border-radius: 8px; border: 1px solid var(--line); cursor: pointer;
  background: var(--card); color: var(--ink); text-decoration: none; display: inline-block;
}
button:hover, .button:hover { border-color: var(--accent); }
button.primary { background: var(--accent); border-color: var(--accent); color: var(--on-accent); }
button.danger { color: var(--alarm); }
.action { display: inline; }
.actions { display: flex; flex-wrap: wrap; gap: 0.5rem; margin-top: 1rem; }
input, select { font: inherit; font-size: 0.9rem; color: var(--ink); background: var(--card); border: 1px solid var(--line); border-radius: 8px; padding: 0.3rem 0.5rem; max-width: 100%; }
label { font-size: 0.85rem; color: var(--quiet); }
.facts { display: grid; gap: 0.35rem; margin: 0; font-size: 0.9rem; }
.facts div { display: grid; grid-template-columns: 10rem minmax(0, 1fr); gap: 1rem; }
.facts dt { color: var(--quiet); }
.facts dd { margin: 0; overflow-wrap: anywhere; }
.card { background: var(--card); border: 1px solid var(--line); border-radius: 12px; padding: 1.25rem; }
.login { max-width: 24rem; margin: 10vh auto 0; display: grid; gap: 0.75rem; }
@media (max-width: 46rem) {
  main { padding-top: 1rem; }
  .tile { flex: 1 1 40%; min-width: 0; }
  .facts div { grid-template-columns: minmax(0, 1fr); gap: 0; }
}
@media (prefers-reduced-motion: no-preference) { .progress rect { transition: width 0.4s; } }
`;
