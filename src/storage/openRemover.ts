import { directoryRemover } from './directoryRemover.ts';
import { openStore } from './openStore.ts';
import type { Remover } from './remover.ts';

/** As `openStore`, for deleting. Throws CONFIG_INVALID. */
export const openRemover = (location: string): Remover => directoryRemover(openStore(location).location);
