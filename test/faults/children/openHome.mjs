// Arguments: home. Says as which error the embedded queue cannot be opened there by a user without rights.
import { built } from './built.mjs';

const { openQueues } = await built('queue/openQueues.js');

if (process.getuid?.() === 0) process.setuid?.(65_534);
try {
  await (await openQueues({ home: process.argv[2] ?? '' })).close();
  console.log('opened');
} catch (error) {
  console.log(`${error.code}: ${error.message}`);
}
