/** What an audit's page adds to the style of a run's. */
export const auditStyle = `
.verdict { display: inline-block; border-radius: 4px; padding: 0.05rem 0.45rem; font-weight: 600; background: var(--wash); }
header .verdict { margin: 0.6rem 0; }
.verdict.pass { background: #e2f1e6; color: #1d6b36; }
.verdict.warn { background: #fbf0d9; color: #865708; }
.verdict.fail, .verdict.incomplete, .verdict.no-baseline, .verdict.locked, .verdict.error { background: var(--alarm-wash); color: var(--alarm); }
.verdict.skipped { color: var(--quiet); font-weight: 400; }
@media screen and (prefers-color-scheme: dark) {
  .verdict.pass { background: #1c3324; color: #8fd6a5; }
  .verdict.warn { background: #382c14; color: #ecc06b; }
}
.checks td { vertical-align: top; }
.trends { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(21rem, 100%), 1fr)); gap: 1.25rem; }
.trends figure { max-width: none; background: var(--card); border: 1px solid var(--line); border-radius: 10px; padding: 0.75rem; }
.trends svg { width: 100%; height: auto; display: block; }
.worst .row, .class .row { grid-template-columns: repeat(auto-fit, minmax(7rem, 12rem)); }
.classes { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(17rem, 100%), 1fr)); gap: 1rem; }
.classes article { display: block; margin: 0; }
.class .row { margin-top: 0.6rem; }
@media (max-width: 46rem) {
  .checks thead { display: none; }
  .checks tr { display: grid; grid-template-columns: 4.6rem minmax(0, 1fr) auto; border-bottom: 1px solid var(--line); padding: 0.5rem 0; }
  .checks td { border: 0; padding: 0 0.5rem 0 0; }
  .checks td:nth-child(4), .checks td:nth-child(5) { grid-column: 2 / -1; text-align: left; color: var(--quiet); font-size: 0.85em; }
  .checks td:nth-child(4)::before { content: "noise "; }
  .worst .row { grid-template-columns: repeat(3, minmax(0, 1fr)); }
  .class .row { grid-template-columns: repeat(2, minmax(0, 1fr)); }
}
@media print { .trends figure, .classes article, .worst { break-inside: avoid; } }
`;
