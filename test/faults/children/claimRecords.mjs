// Arguments: directory, count. Tries to write every record first; says how many it wrote, as JSON.
import { built } from './built.mjs';

const { openStore } = await built('storage/openStore.js');

const [, , directory = '', count] = process.argv;
const store = openStore(directory);
const bytes = new TextEncoder().encode(String(process.pid));
const won = [];
for (let record = 0; record < Number(count); record++) {
  if ((await store.putNew(`runs/r/records/${record}`, bytes)) === 'written') won.push(record);
}
console.log(JSON.stringify({ pid: process.pid, won }));
