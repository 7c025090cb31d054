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
.pairs { list-style: none; margin: 0; padding: 0; display: grid; gap: 1rem; grid-template-columns: repeat(auto-fill, minmax(16rem, 1fr)); }
.pair { position: relative; border-radius: 8px; overflow: hidden; --split: 50%; }
.pair .after { position: absolute; inset: 0; clip-path: inset(0 0 0 var(--split)); }
.pair::after { content: ""; position: absolute; inset: 0 auto 0 var(--split); width: 2px; background: #fff; }
.split { width: 100%; margin-top: 0.4rem; }
.pair-words { display: grid; font-size: 0.88rem; overflow-wrap: anywhere; }
.mean img { border-radius: 8px; }
.compare-with { display: flex; flex-wrap: wrap; gap: 0.5rem; align-items: center; margin-top: 0.75rem; }
`;
