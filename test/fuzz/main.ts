/** `npm run fuzz`: see scripts/fuzz.mjs. */
import { fuzz } from './fuzz.ts';

const [seed = 0, from = 0, count = 0] = process.argv.slice(2).map(Number);

const { wrong, codes } = await fuzz({
  seed,
  from,
  to: from + count,
  onProgress: (done, total) => console.error(`${done}/${total}`),
});
console.log(
  Object.entries(codes)
    .map(([code, times]) => `${code} ${times}`)
    .join(', '),
);
for (const { index, what } of wrong)
  console.log(`input ${index} (--seed ${seed} --from ${index} --count 1): ${what}`);
console.log(`${count} inputs, ${wrong.length} wrong, seed ${seed}`);
process.exitCode = wrong.length === 0 ? 0 : 1;
