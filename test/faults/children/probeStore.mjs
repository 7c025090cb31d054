// Argument: directory. Probes it as a user without rights; says the error's code and message.
import { built } from './built.mjs';

const { openStore } = await built('storage/openStore.js');

const nobody = 65534;
if (process.getuid?.() === 0) process.setuid?.(nobody);
try {
  await openStore(process.argv[2] ?? '').probe();
  console.log('written');
} catch (error) {
  console.log(error instanceof Error && 'code' in error ? `${String(error.code)}: ${error.message}` : error);
}
