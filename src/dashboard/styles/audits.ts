export const audits = `
.verdict { display: inline-block; border-radius: 4px; padding: 0.05rem 0.45rem; font-size: 0.85rem; font-weight: 600; background: var(--wash); }
.verdict.pass { color: var(--good); }
.verdict.warn { color: var(--ink); box-shadow: inset 0 0 0 1px var(--quiet); }
.verdict.fail, .verdict.incomplete, .verdict.no-baseline, .verdict.locked, .verdict.error { background: var(--alarm-wash); color: var(--alarm); }
.verdict.skipped { color: var(--quiet); font-weight: 400; }
.night { white-space: nowrap; }
.trends { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(20rem, 100%), 1fr)); gap: 1rem; }
.trends figure { margin: 0; background: var(--card); border: 1px solid var(--line); border-radius: 10px; padding: 0.75rem; }
.trends svg { width: 100%; height: auto; display: block; }
.worst { list-style: none; margin: 0; padding: 0; display: grid; gap: 1rem; grid-template-columns: repeat(auto-fill, minmax(min(22rem, 100%), 1fr)); }
.worst .sides { display: grid; grid-template-columns: 1fr 1fr; gap: 0.5rem; }
.worst figure { margin: 0; font-size: 0.85rem; }
.worst .stack { display: block; }
`;
