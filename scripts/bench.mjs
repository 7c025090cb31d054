/** `npm run bench -- NAME [arguments]`: runs bench/NAME.ts, or tells its options with --help; without a name it lists them. */
import './lib/node.mjs';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { execute } from './lib/execute.mjs';
import { root } from './lib/paths.mjs';
import { ensureReady, main } from './lib/ready.mjs';

const folder = join(root, 'bench');
const names = readdirSync(folder)
  .filter((file) => file.endsWith('.ts'))
  .map((file) => file.slice(0, -'.ts'.length));

/** What a bench says of itself: the comment that its file begins with. @param {string} name */
const about = (name) =>
  (/^\/\*\*?([\s\S]*?)\*\//.exec(readFileSync(join(folder, `${name}.ts`), 'utf8'))?.[1] ?? '')
    .replaceAll(/^ *\* ?/gm, '')
    .trim();
/** @param {string} name */
const firstSentence = (name) =>
  about(name)
    .replaceAll(/\s+/g, ' ')
    .split(/[.:;] /)[0];

await main(async () => {
  const [name, ...args] = process.argv.slice(2);
  if (name === undefined || name === '--help') {
    for (const each of names) console.log(`${each.padEnd(16)}${firstSentence(each)}`);
    return 0;
  }
  if (!names.includes(name)) {
    console.error(`Expected one of: ${names.join(', ')}; received ${name}.`);
    return 2;
  }
  if (args.includes('--help')) {
    console.log(about(name));
    return 0;
  }
  await ensureReady();
  const plainErrors = pathToFileURL(join(folder, 'lib/plainErrors.mjs')).href;
  return execute([
    join(root, 'node_modules/tsx/dist/cli.mjs'),
    '--import',
    plainErrors,
    join(folder, `${name}.ts`),
    ...args,
  ]);
});
