export const run = `
.h-state { margin-left: 0.5rem; font-weight: 400; vertical-align: middle; }
.failures { list-style: none; margin: 0; padding: 0; display: grid; gap: 0.75rem; }
.failures h3 { margin: 0; }
.samples { margin: 0; padding-left: 1.1rem; font-size: 0.9rem; }
.samples li { overflow-wrap: anywhere; margin-top: 0.2rem; }
.chart { margin: 0; }
.chart svg { width: 100%; height: 8rem; background: var(--card); border: 1px solid var(--line); border-radius: 10px; }
.chart polyline { fill: none; stroke: var(--bar); stroke-width: 2; vector-effect: non-scaling-stroke; }
.chart line { stroke: var(--line); vector-effect: non-scaling-stroke; }
.compare-with { display: flex; flex-wrap: wrap; gap: 0.5rem; align-items: center; margin-top: 0.75rem; }
`;
