export const overview = `
.runs { list-style: none; margin: 0; padding: 0; display: grid; gap: 0.6rem; }
.run { background: var(--card); border: 1px solid var(--line); border-radius: 10px; padding: 0.75rem 1rem; }
.run-head { display: flex; flex-wrap: wrap; align-items: baseline; gap: 0.1rem 0.75rem; }
.run-name { font-weight: 600; overflow-wrap: anywhere; }
.run-place { font-size: 0.85rem; overflow-wrap: anywhere; }
.run-figures { display: flex; flex-wrap: wrap; gap: 0 1.25rem; font-size: 0.9rem; font-variant-numeric: tabular-nums; }
.progress { display: block; width: 100%; height: 8px; border-radius: 4px; background: var(--wash); margin: 0.5rem 0; }
.progress .ok { fill: var(--bar); }
.progress .failed { fill: var(--bar-failed); }
.state { font-size: 0.85rem; white-space: nowrap; }
.state.running, .state.starting { color: var(--accent); }
.state.finished { color: var(--good); }
.state.failed, .state.stopped, .state.cancelled { color: var(--alarm); }
.stages { list-style: none; margin: 0; padding: 0; min-width: 14rem; display: grid; gap: 0.15rem; }
.stages li { display: grid; grid-template-columns: 6rem 5rem minmax(3rem, 1fr); gap: 0.5rem; align-items: center; font-size: 0.85rem; }
.stages svg { width: 100%; height: 5px; }
.stages rect { fill: var(--bar); }
`;
