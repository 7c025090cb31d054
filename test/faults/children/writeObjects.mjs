// Argument: directory. Writes versions of the same objects for ever; says "writing" once it does.
import { built } from './built.mjs';

const { openStore } = await built('storage/openStore.js');

const store = openStore(process.argv[2] ?? '');
for (let version = 0; ; version++) {
  const bytes = new Uint8Array(200_000).fill(version % 256);
  await Promise.all([0, 1, 2, 3].map((object) => store.put(`runs/r/object-${object}`, bytes)));
  await store.putNew(`runs/r/records/${process.pid}-${version}`, bytes);
  if (version === 3) console.log('writing');
}
